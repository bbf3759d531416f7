using System.Text.RegularExpressions;
using CsCheck;
using Portal.Core.PromQL;

namespace Portal.Core.Tests.PromQL;

public sealed class Re2SyntaxTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData(".*", true)]
    [InlineData(".+", false)]
    [InlineData("a|", true)]
    [InlineData("a|b", false)]
    [InlineData("(a|b?)c*", true)]
    [InlineData("a{0,2}", true)]
    [InlineData("a{0}", true)]
    [InlineData("a{2}", false)]
    [InlineData("a{,2}", false)]
    [InlineData("^$", true)]
    [InlineData("(?i)(?:a*)", true)]
    [InlineData("(?P<n>x*)", true)]
    [InlineData("(?<n>x)", false)]
    [InlineData("\\b", false)]
    [InlineData("\\B", true)]
    [InlineData("\\Q*\\E", false)]
    [InlineData("[]a]", false)]
    [InlineData("[[:alpha:]\\d-]*", true)]
    [InlineData("\\pL\\p{Greek}", false)]
    [InlineData("\\x{1F600}?", true)]
    [InlineData("a*?b??", true)]
    [InlineData("\\_?", true)]
    public void What_matches_the_empty_text_is_known(string pattern, bool matchesEmpty) =>
        Assert.Equal(new Re2Check(null, matchesEmpty), Re2Syntax.Check(pattern));

    [Theory]
    [InlineData("(", "missing closing ): `(`")]
    [InlineData("a)", "unexpected ): `a)`")]
    [InlineData("[a", "missing closing ]: `[a`")]
    [InlineData("[z-a]", "invalid character class range: `z-a`")]
    [InlineData("[[:nope:]]", "invalid character class range: `[:nope:]`")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData("+a", "missing argument to repetition operator: `+`")]
    [InlineData("a{1001}", "invalid repeat count: `{1001}`")]
    [InlineData("a{2,1}", "invalid repeat count: `{2,1}`")]
    [InlineData("\\", "trailing backslash at end of expression: ``")]
    [InlineData("\\1", "invalid escape sequence: `\\1`")]
    [InlineData("(?!x)", "invalid or unsupported Perl syntax: `(?!`")]
    [InlineData("(?P<1 x>a)", "invalid named capture: `(?P<1 x>`")]
    public void What_is_no_regular_expression_is_named(string pattern, string problem) => Assert.Equal(problem, Re2Syntax.Check(pattern).Problem);

    [Fact]
    public void Garbage_is_judged_without_an_exception() =>
        Piece("a", "*", "+", "?", "{", "}", "1", ",", "(", ")", "(?", "(?P<", ">", ":", "[", "]", "[:", ":]", "^", "-", "\\", "\\x", "\\Q", "\\E", "p", "|", "$", ".", "é", "\ud800", "i")
            .Array[0, 12].Sample(pieces => Re2Syntax.Check(string.Concat(pieces)), iter: 20_000);

    [Fact]
    public void The_regular_expressions_of_dotnet_agree_where_the_languages_do() =>
        Piece("a", "b", "(?:", "(", ")", "|", "*", "?", "+", "{0,3}", "{2}", "[ab]", "[^a-z]", ".", "\\d", "\\.", "^", "$")
            .Array[0, 8].Sample(pieces =>
            {
                var pattern = string.Concat(pieces);
                if (Re2Syntax.Check(pattern) is { Problem: null } check)
                {
                    Assert.Equal(new Regex($"^(?:{pattern})\\z", RegexOptions.Singleline | RegexOptions.NonBacktracking, TimeSpan.FromMinutes(1)).IsMatch(""), check.MatchesEmpty);
                }
            }, iter: 5_000);

    private static Gen<string> Piece(params string[] pieces) => Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]);
}
