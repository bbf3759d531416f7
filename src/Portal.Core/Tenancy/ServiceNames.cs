using System.Text.RegularExpressions;

namespace Portal.Core.Tenancy;

/// <summary>What a service may be called.</summary>
public static partial class ServiceNames
{
    /// <summary>The rule, for messages.</summary>
    public const string Rule = "A name is 1 to 63 of A-Z, a-z, 0-9, '.', '_' and '-'.";

    /// <summary>Stands for the services of an environment before any was discovered, so that its dashboards can be validated.</summary>
    public const string Sample = "sample-service";

    /// <summary>Whether the name may be used.</summary>
    public static bool IsValid(string name) => Pattern().IsMatch(name);

    /// <summary>Whether a name is meant by a pattern in which <c>*</c> stands for any text.</summary>
    public static bool Matches(string pattern, string name) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
