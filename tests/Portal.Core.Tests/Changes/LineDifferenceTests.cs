using CsCheck;
using Portal.Core.Changes;

namespace Portal.Core.Tests.Changes;

public sealed class LineDifferenceTests
{
    private static readonly Gen<string> Text = Gen.OneOf(Gen.Const("a"), Gen.Const("b"), Gen.Const("c"), Gen.Const("")).Array[0, 40].Select(lines => string.Join('\n', lines));

    [Fact]
    public void Both_texts_can_be_read_from_it_in_order() => Gen.Select(Text, Text).Sample((before, after) =>
    {
        var lines = LineDifference.Of(before, after);

        Assert.Equal(Lines(before), lines.Where(line => line.Before > 0).Select(line => line.Text));
        Assert.Equal(Lines(after), lines.Where(line => line.After > 0).Select(line => line.Text));
        Assert.Equal(Enumerable.Range(1, Lines(before).Length), lines.Where(line => line.Before > 0).Select(line => line.Before));
        Assert.Equal(Enumerable.Range(1, Lines(after).Length), lines.Where(line => line.After > 0).Select(line => line.After));
        Assert.Equal(Longest(Lines(before), Lines(after)), lines.Count(line => line.IsSame));
    }, iter: 2_000);

    [Fact]
    public void Texts_without_a_line_in_common_are_told_as_replaced()
    {
        var lines = LineDifference.Of(string.Join('\n', Enumerable.Range(0, 5_000)), string.Join('\n', Enumerable.Range(5_000, 5_000)));

        Assert.Equal(10_000, lines.Count);
        Assert.DoesNotContain(lines, line => line.IsSame);
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');

    /// <summary>The longest common subsequence, the plain way.</summary>
    private static int Longest(string[] one, string[] other)
    {
        var best = new int[one.Length + 1, other.Length + 1];
        for (var i = one.Length - 1; i >= 0; i--)
        {
            for (var j = other.Length - 1; j >= 0; j--)
            {
                best[i, j] = one[i] == other[j] ? best[i + 1, j + 1] + 1 : Math.Max(best[i + 1, j], best[i, j + 1]);
            }
        }
        return best[0, 0];
    }
}
