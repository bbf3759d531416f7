using System.Text.RegularExpressions;

namespace Portal.Backends;

/// <summary>Takes secrets and addresses out of what a backend says, before anyone is shown it.</summary>
internal sealed partial class Redactor
{
    private const int MaxLength = 1_000;
    private readonly List<string> _secrets = [];

    /// <summary>Remembers a secret that was sent.</summary>
    public string Keep(string secret)
    {
        _secrets.Add(secret);
        return secret;
    }

    /// <summary>The text without secrets, addresses and control characters, at most 1,000 characters.</summary>
    /// <param name="text">What a backend has said.</param>
    /// <param name="backend">The backend's own address.</param>
    public string Clean(string text, Uri backend)
    {
        foreach (var secret in _secrets.OrderByDescending(s => s.Length))
        {
            text = text.Replace(secret, "[secret]", StringComparison.Ordinal);
        }
        text = Url().Replace(text, "[address]");
        text = text.Replace(backend.Authority, "[address]", StringComparison.OrdinalIgnoreCase).Replace(backend.Host, "[address]", StringComparison.OrdinalIgnoreCase);
        text = Address().Replace(text, "[address]");
        text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength - 1), "…");
    }

    [GeneratedRegex("""\b[a-z][a-z0-9+.-]{1,20}://[^\s"'<>]*""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Url();

    // IPv4 with or without a port, IPv6 in brackets, and a dotted name with a port.
    [GeneratedRegex(@"\b\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?\b|\[[0-9a-f:.%]*:[0-9a-z:.%]*\](:\d{1,5})?|\b[a-z0-9-]+(\.[a-z0-9-]+)+:\d{2,5}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
