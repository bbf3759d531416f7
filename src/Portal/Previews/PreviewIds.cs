using System.Globalization;
using System.Text.RegularExpressions;

namespace Portal.Previews;

/// <summary>The names of previews in addresses. A name says what is previewed, so the same thing has one preview only.</summary>
internal static partial class PreviewIds
{
    /// <summary>The most characters of a name.</summary>
    public const int MaxLength = 320;

    /// <summary>The folder of the references that pull requests are fetched into.</summary>
    public const string PullRefs = "pull";

    /// <summary>The name of a pull request's preview.</summary>
    public static string Pull(int number) => $"pull-{number.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The name of the reference that a pull request is fetched into.</summary>
    public static string PullRef(int number) => $"{PullRefs}/{number.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The name of a branch's preview: <c>/</c> becomes <c>~</c>, which no branch holds.</summary>
    public static string Branch(string name) => $"branch-{name.Replace('/', '~')}";

    /// <summary>The name of a commit's preview.</summary>
    public static string Commit(string sha) => $"commit-{sha}";

    /// <summary>What a person asks for: <c>#12</c>, or a branch, tag or commit.</summary>
    public static int? PullNumber(string text) => PullPattern().Match(text.Trim()) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^[#!]([1-9][0-9]{0,8})\z")]
    private static partial Regex PullPattern();
}
