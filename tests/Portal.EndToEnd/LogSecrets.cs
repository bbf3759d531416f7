using System.Text.RegularExpressions;

namespace Portal.EndToEnd;

/// <summary>What no log of a portal may hold: the secrets that it was given, and whatever looks like one that it has made.</summary>
internal static partial class LogSecrets
{
    private const int Shortest = 6;

    /// <summary>The secrets among settings, line by line.</summary>
    public static IEnumerable<string> Of(IEnumerable<(string Key, string Value)> settings) =>
        settings.Where(s => Name().IsMatch(s.Key.Replace("__", ":"))).SelectMany(s => s.Value.Split('\n', StringSplitOptions.TrimEntries)).Where(line => line.Length >= Shortest && !line.StartsWith("--", StringComparison.Ordinal));

    /// <summary>Fails where a log holds one of them; says which kind, and repeats no more of it than the line's begin.</summary>
    public static void AssertNone(string log, IEnumerable<string> secrets)
    {
        foreach (var line in log.Split('\n'))
        {
            var found = secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)) ? "a secret that it was given" : Made().Match(line) is { Success: true } made ? made.Groups.Values.Last(g => g.Success).Name : null;
            if (found is not null)
            {
                throw new InvalidOperationException($"the portal's log holds {found}: {line[..Math.Min(line.Length, 200)]}");
            }
        }
    }

    [GeneratedRegex("^Secrets:(?!Folder)|ClientSecret$|Password$|^Database:ConnectionString$", RegexOptions.IgnoreCase)]
    private static partial Regex Name();

    [GeneratedRegex(
        @"(?<token>portal_[0-9a-f]{16}_[0-9a-f]{64})|(?<jwt>eyJ[\w-]{16,}\.[\w-]{8,}\.[\w-]{8,})|(?<cookie>CfDJ8[\w-]{20,})|(?<key>-----BEGIN [A-Z ]*PRIVATE KEY)|(?<credentials>\b(Bearer|Basic) (?=[A-Za-z.~+/=_-]*\d)[\w.~+/=-]{12,})|(?<password>\b[Pp]assword=[^;*\s]{3,})",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Made();
}
