using Portal.Core.Diagnostics;

namespace Portal.Core.Tests.Diagnostics;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc…")]
    [InlineData("ab\U0001F600", 4, "ab\U0001F600")]
    [InlineData("ab\U0001F600", 3, "ab…")]
    [InlineData(null, 3, null)]
    public void A_long_text_is_cut_between_characters(string? text, int most, string? excerpt) => Assert.Equal(excerpt, Excerpt.Of(text, most));
}
