using System.Text.RegularExpressions;

namespace Portal.Git.Remotes;

/// <summary>Tells from what git wrote why it failed, and what to do.</summary>
internal static partial class GitMessages
{
    private const int MostDetail = 300;

    /// <summary>The kind of failure.</summary>
    public static FetchFailure Kind(string output) => output switch
    {
        _ when HostUnknown().IsMatch(output) => FetchFailure.HostUnknown,
        _ when Denied().IsMatch(output) => FetchFailure.Denied,
        _ when NotFound().IsMatch(output) => FetchFailure.NotFound,
        _ when Unreachable().IsMatch(output) => FetchFailure.Unreachable,
        _ => FetchFailure.Broken,
    };

    /// <summary>What to tell an operator.</summary>
    public static string Explain(FetchFailure failure, string detail) => (failure switch
    {
        FetchFailure.Denied => "The remote does not let the portal in: check Content:Remote:Username, Content:Remote:PasswordSecret or Content:Remote:SshKeySecret, and what the credential may read.",
        FetchFailure.HostUnknown => "The host is not the one that is known: check Content:Remote:KnownHosts or Content:Remote:CertificateAuthority.",
        FetchFailure.NotFound => "The remote has no such repository or reference, or does not show it to this credential: check Content:Remote:Url and Content:Revision.",
        FetchFailure.Unreachable => "The remote cannot be reached.",
        FetchFailure.TimedOut => "The remote took longer than Content:Remote:FetchTimeout.",
        FetchFailure.TooLarge => "The repository is larger than Content:Remote:MaxBytes.",
        FetchFailure.NotSetUp => "The portal is not set up to fetch.",
        _ => "The fetch failed.",
    } + " " + Detail(detail)).TrimEnd();

    // The last lines tell what was fatal; progress and banners come before.
    private static string Detail(string output)
    {
        var lines = output.Split('\n').Select(line => new string([.. line.Where(c => !char.IsControl(c))]).Trim()).Where(line => line.Length > 0).TakeLast(3);
        var text = string.Join(" / ", lines);
        return text.Length > MostDetail ? text[^MostDetail..] : text;
    }

    [GeneratedRegex("Host key verification failed|REMOTE HOST IDENTIFICATION|certificate (verification failed|problem)|server certificate|SSL certificate|unable to get local issuer", RegexOptions.IgnoreCase)]
    private static partial Regex HostUnknown();

    [GeneratedRegex("Authentication failed|could not read (Username|Password)|Permission denied \\(|returned error: 40[13]|Access denied|terminal prompts disabled|invalid credentials|HTTP Basic: Access", RegexOptions.IgnoreCase)]
    private static partial Regex Denied();

    [GeneratedRegex("couldn't find remote ref|returned error: 404|repository '.*' not found|Repository not found|does not appear to be a git repository|not our ref|no such remote ref|project .* could not be found", RegexOptions.IgnoreCase)]
    private static partial Regex NotFound();

    [GeneratedRegex("Could not resolve host|Failed to connect|Connection (refused|timed out|reset|closed)|Operation timed out|No route to host|Network is unreachable|Could not connect|returned error: 5\\d\\d|returned error: 3\\d\\d|kex_exchange_identification|early EOF|hung up unexpectedly|empty reply|unable to update url base from redirection", RegexOptions.IgnoreCase)]
    private static partial Regex Unreachable();
}
