using System.Text.Json;
using CsCheck;
using Portal.Core.Masking;

namespace Portal.Core.Tests.Masking;

public sealed class MaskingPropertyTests
{
    private static readonly Masker All = Rules.Support(
        "{detector: phone}", "{detector: card}", "{detector: national-id}", "{detector: e-mail}", "{detector: token}", "{field: [note, customer.name], roles: {support: partial}}", "{pattern: 'order-[0-9]{6,}'}");

    private static readonly Gen<string> Pieces = Gen.OneOf(
        One("13812341234", "4111 1111 1111 1111", "4111111111111111", "11010519491231002X", "ann.lee@example.com", "Bearer abc123def456", "078-05-1120", "order-123456", "+86 138 1234 1234", "1764415873000", "0.5"),
        One("note=", "\"note\":\"", "{\"secret\":", "customer.name='", "}", "\"", "\\\"", "\\", "****", "***", "@", " ", ",", "-", ".", "\n", "[", "key: "),
        Gen.String[Gen.OneOf(Gen.Char['0', '9'], Gen.Char['a', 'f'], Gen.Char[' ', '/'], Gen.Char), 0, 12]);

    private static readonly JsonSerializerOptions Plain = new();
    private static readonly JsonSerializerOptions Relaxed = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Gen<string> Texts = Pieces.Array[0, 12].Select(string.Concat);

    [Fact]
    public void Masking_what_was_masked_changes_nothing() => Texts.Sample(text =>
    {
        var once = All.Text(text);
        Assert.Equal(once, All.Text(once));
    }, iter: 3_000);

    [Fact]
    public void A_value_of_a_masked_field_is_masked_once_and_for_all() => Texts.Sample(text =>
    {
        var once = All.Value("note", text);
        Assert.Equal(once, All.Value("note", once));
        Assert.True(text.Length == 0 || once.Contains("***", StringComparison.Ordinal));
    }, iter: 3_000);

    [Fact]
    public void The_middle_of_a_number_is_nowhere_in_what_is_shown_whatever_stands_around_it() =>
        Gen.Select(One(" ", "\n", "\"", ": ", "，", "(", "=", "号"), Gen.Int[0, 999_999_999], One(" ", "\n", "\"", ", ", "。", ")", "&", "已")).Sample((before, rest, after) =>
        {
            var phone = $"13{rest:000000000}";
            var shown = All.Text($"a{before}{phone}{after}b");
            Assert.Equal($"a{before}{phone[..3]}****{phone[^4..]}{after}b", shown);
        });

    [Fact]
    public void A_card_is_found_however_its_digits_are_written_and_set_apart()
    {
        var card = Rules.Support("{detector: card}");
        var mixed = One(" ", "  ", "   ", "-", " - ", "\u00a0", "\u202f", "\u2007", "–", "—", "\u2011", "−", "－");
        var separators = Gen.OneOf(mixed.Array[4], One("", "\u200b", ".", "/", " / ", "．").Select(one => Enumerable.Repeat(one, 4).ToArray()));
        Gen.Select(Gen.Int[3, 6], Gen.Int[0, 9].Array[11, 17], separators, One("0", "０", "٠", "०"), Gen.Int[0, 2]).Sample((first, rest, between, zero, escaped) =>
        {
            var digits = WithCheckDigit([first, .. rest]);
            var groups = digits.Length == 15 && first == 3 ? new[] { 4, 6, 5 } : [4, 4, 4, Math.Min(4, digits.Length - 12), Math.Max(0, digits.Length - 16)];
            var number = "";
            var from = 0;
            foreach (var (length, i) in groups.Select((length, i) => (length, i)).Where(group => group.length > 0))
            {
                number += (i == 0 ? "" : between[i - 1]) + string.Concat(digits.Skip(from).Take(length).Select(digit => (char)(zero[0] + digit)));
                from += length;
            }
            for (var i = 0; i < escaped; i++)
            {
                number = Uri.EscapeDataString(number);
            }

            Assert.Equal($"a {number[..3]}****{number[^4..]}, b", card.Text($"a {number}, b"));
        });
    }

    [Fact]
    public void What_is_no_card_by_its_check_digit_stays() => Gen.Select(Gen.Int[0, 9].Array[15], Gen.Int[1, 9]).Sample((rest, wrong) =>
    {
        var digits = WithCheckDigit([4, .. rest[1..]]);
        digits[^1] = (digits[^1] + wrong) % 10;
        Assert.Equal(string.Concat(digits), Rules.Support("{detector: card}").Text(string.Concat(digits)));
    });

    [Fact]
    public void A_field_of_json_is_masked_however_it_is_written_and_all_else_stays() =>
        Gen.Select(Gen.String[Gen.Char, 1, 40], Gen.String[Gen.Char['g', 'z'], 0, 20], Gen.Bool).Sample((hidden, other, relaxed) =>
        {
            hidden = hidden.Where(c => !char.IsSurrogate(c)).Aggregate("abcdefgh", (text, c) => text + c) + "ijkl";
            var line = JsonSerializer.Serialize(new { a = other, customer = new { name = hidden }, list = new[] { new { note = hidden } } }, relaxed ? Relaxed : Plain);

            var masked = JsonDocument.Parse(All.Text(line)).RootElement;

            Assert.Equal(other, masked.GetProperty("a").GetString());
            Assert.Equal(MaskText.Apply(MaskEffect.Partial, hidden), masked.GetProperty("customer").GetProperty("name").GetString());
            Assert.Equal(MaskText.Apply(MaskEffect.Partial, hidden), masked.GetProperty("list")[0].GetProperty("note").GetString());
        });

    [Fact]
    public void Any_text_can_be_masked() => Gen.String[0, 200].Sample(text => Assert.NotNull(All.Text(text)));

    private static int[] WithCheckDigit(int[] digits)
    {
        var sum = digits.Reverse().Select((digit, i) => i % 2 == 0 ? (digit * 2 / 10) + (digit * 2 % 10) : digit).Sum();
        return [.. digits, (10 - (sum % 10)) % 10];
    }

    private static Gen<string> One(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
