using System.Text.RegularExpressions;

namespace Portal.Core.Tenancy;

/// <summary>References to secrets in a tenant's file: <c>${secret:NAME}</c>.</summary>
public static partial class SecretReference
{
    /// <summary>Whether the text is one reference and nothing else.</summary>
    public static bool IsWhole(string text) => Pattern().Match(text) is { Success: true, Index: 0 } match && match.Length == text.Length;

    /// <summary>The names that the text refers to.</summary>
    public static IEnumerable<string> Names(string text) => Pattern().Matches(text).Select(m => m.Groups[1].Value);

    /// <summary>Puts secrets in the place of their references.</summary>
    /// <param name="text">Text with references.</param>
    /// <param name="resolve">Answers a secret by name; throws where there is none or it is not granted.</param>
    public static string Resolve(string text, Func<string, string> resolve) => Pattern().Replace(text, match => resolve(match.Groups[1].Value));

    /// <summary>All names that a datasource refers to.</summary>
    public static IEnumerable<string> Names(Datasource datasource) =>
        datasource.Headers.Values
            .Append(datasource.Auth?.BearerToken)
            .Append(datasource.Auth?.Password)
            .Append(datasource.Tls?.CaSecret)
            .Append(datasource.Tls?.ClientCertificateSecret)
            .OfType<string>()
            .SelectMany(Names)
            .Distinct();

    [GeneratedRegex(@"\$\{secret:([A-Za-z0-9_.-]{1,100})\}", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
