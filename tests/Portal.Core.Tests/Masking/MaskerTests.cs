using Microsoft.Extensions.Time.Testing;
using Portal.Core.Masking;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Masking;

public sealed class MaskerTests
{
    private static readonly Masker Phone = Rules.Support("{field: phone, roles: {support: partial}}");

    [Theory]
    [InlineData("{\"phone\":\"13812341234\",\"n\":1}", "{\"phone\":\"138****1234\",\"n\":1}")]
    [InlineData("{\"customer\": {\"phone\": 13812341234, \"telephone\": \"1\"}}", "{\"customer\": {\"phone\": \"138****1234\", \"telephone\": \"1\"}}")]
    [InlineData("{\"customerPhone\":\"\\u0031381234\\u0031234\"}", "{\"customerPhone\":\"138****1234\"}")]
    [InlineData("{\"phone\":{\"home\":\"1\"},\"x\":\"y\"}", "{\"phone\":\"****\",\"x\":\"y\"}")]
    [InlineData("{\"people\":[{\"phone\":\"short\"},{\"x\":\"phone\"}]}", "{\"people\":[{\"phone\":\"****\"},{\"x\":\"phone\"}]}")]
    [InlineData("{\"body\":\"{\\\"phone\\\":\\\"13812341234\\\"}\"}", "{\"body\":\"{\\\"phone\\\":\\\"138****1234\\\"}\"}")]
    [InlineData("{\"msg\":\"phone=13812341234 ok\"}", "{\"msg\":\"phone=138****1234 ok\"}")]
    [InlineData("level=info phone=13812341234 x=1", "level=info phone=138****1234 x=1")]
    [InlineData("phone=\"138 1234 1234\" x=1", "phone=\"138****1234\" x=1")]
    [InlineData("customer.phone='a \\' b 1234567890'", "customer.phone='a \\****7890'")]
    [InlineData("GET /x?phone=13812341234&y=1", "GET /x?phone=138****1234&y=1")]
    [InlineData("phone=a&b", "phone=****")]
    [InlineData("2026 INFO {\"phone\": \"13812341234\"", "2026 INFO {\"phone\": \"138****1234\"")]
    [InlineData("cut {\"phone\": \"1381234123", "cut {\"phone\": \"****")]
    [InlineData("cut {\"phone\": {\"a\": \"}\", \"b\": 1}, \"c\": 2", "cut {\"phone\": ****, \"c\": 2")]
    [InlineData("x {\\\"phone\\\": \\\"13812341234\\\"}", "x {\\\"phone\\\": \\\"138****1234\\\"}")]
    [InlineData("x {\\\\\"phone\\\\\": \\\\\"a b c\\\\\", \\\\\"n\\\\\": 1}", "x {\\\\\"phone\\\\\": \\\\\"****\\\\\", \\\\\"n\\\\\": 1}")]
    [InlineData("q=%22phone%22%3A%22a%20b%22", "q=%22phone%22%3A%22****%22")]
    [InlineData("{\"phone\":\"\\ud83d 13812341234\"}", "{\"phone\":\"\\ud****1234\"}")]
    [InlineData("telephone=13812341234 phones=1 the phone: 1", null)]
    [InlineData("", null)]
    public void A_field_is_masked_in_lines_of_any_form(string line, string? masked) => Assert.Equal(masked ?? line, Phone.Text(line));

    /// <summary>Whoever is logged writes what is looked through; what makes it slow would keep all others waiting.</summary>
    [Theory]
    [InlineData("\\")]
    [InlineData("\\\"")]
    [InlineData("\\x2")]
    [InlineData("\\xC3\\")]
    [InlineData("%")]
    [InlineData("%25")]
    [InlineData("%C3")]
    [InlineData("{")]
    [InlineData("{\"phone\":")]
    [InlineData("phone=")]
    [InlineData("phone='")]
    [InlineData("1-")]
    [InlineData("4111 ")]
    [InlineData("a@")]
    [InlineData("a.")]
    [InlineData("ey.")]
    public async Task Nothing_that_is_repeated_takes_more_than_its_length(string part)
    {
        var masker = Rules.Support("{field: phone, roles: {support: partial}}", "{detector: card, roles: {support: blank}}", "{detector: phone, roles: {support: blank}}", "{detector: national-id, roles: {support: blank}}", "{detector: e-mail, roles: {support: blank}}", "{detector: token, roles: {support: blank}}");
        var text = string.Concat(Enumerable.Repeat(part, Masker.LongestText / part.Length - 1)) + "z";

        await Task.Run(() => Enumerable.Range(0, 40).Select(i => masker.Text(text + i % 10)).Count(shown => shown.Length > 0)).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("phone", true)]
    [InlineData("customer_phone", true)]
    [InlineData("customer.phone", true)]
    [InlineData("CustomerPhone", true)]
    [InlineData("phone_extracted", true)]
    [InlineData("telephone", false)]
    [InlineData("phone_model", true)]
    [InlineData("userPHONENumber", true)]
    [InlineData("phonetics", false)]
    public void A_label_is_masked_by_any_spelling_of_its_name(string name, bool masked)
    {
        Assert.Equal(masked, Phone.Masks(name));
        Assert.Equal(masked ? "138****1234" : "13812341234", Phone.Value(name, "13812341234"));
    }

    [Fact]
    public void A_star_stands_for_any_text_and_names_that_the_portal_goes_by_stay()
    {
        var masker = Rules.Support("{field: [\"*name\", id]}");

        Assert.Equal("****", masker.Value("username", "ann"));
        Assert.Equal("web", masker.Value("service_name", "web"));
        Assert.Equal("acme", masker.Value("tenant", "acme"));
        Assert.Equal("4bf92f", masker.Value("trace_id", "4bf92f"));
        Assert.Equal("****", masker.Value("customer_id", "7"));
    }

    [Fact]
    public void Labels_are_the_same_object_where_nothing_is_masked()
    {
        var labels = new Dictionary<string, string> { ["pod"] = "web-1" };

        Assert.Same(labels, Phone.Labels(labels));
        Assert.Equal("****", Phone.Labels(new Dictionary<string, string> { ["pod"] = "a", ["phone"] = "1" })["phone"]);
    }

    [Fact]
    public void A_pattern_masks_each_match_as_a_whole()
    {
        var masker = Rules.Support("{pattern: 'order-[0-9]{6,}'}", "{pattern: '(?i)key ring \\w+', roles: {support: partial}}");

        Assert.Equal("a **** b ****, Key****tred", masker.Text("a order-123456 b order-1234567, Key ring scarletred"));
        Assert.Equal("order-12", masker.Text("order-12"));
        Assert.Equal("{\"x\":\"****\"}", masker.Text("{\"x\":\"order-\\u003123456\"}"));
    }

    [Fact]
    public void What_is_too_long_to_be_looked_through_is_blank() => Assert.Equal("****", Phone.Text(new string('a', Masker.LongestText + 1)));

    [Fact]
    public void What_an_answer_s_deadline_leaves_out_is_blank_and_waiting_is_not_counted()
    {
        var time = new FakeTimeProvider();
        var masker = Phone.ForAnswer(time);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("phone=138****1234", masker.Text("phone=13812341234"));
        time.Advance(AnswerDeadline.Longest);
        Assert.Equal(("ok", false), (masker.Text("ok"), masker.GaveUp));
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(("****", "****", "", true), (masker.Text("ok"), masker.Value("pod", "web-1"), masker.Text(""), masker.GaveUp));
        Assert.Equal(("ok", false), (Phone.Text("ok"), Phone.GaveUp));
    }

    [Fact]
    public void A_text_is_blank_where_the_deadline_falls_between_two_of_its_patterns()
    {
        var masker = Rules.Support([.. Enumerable.Range(0, 20).Select(i => $"{{pattern: 'order-{i}'}}")]);

        Assert.Equal("fine", masker.ForAnswer(new TickingTime(TimeSpan.FromMilliseconds(1))).Text("fine"));
        Assert.Equal("****", masker.ForAnswer(new TickingTime(TimeSpan.FromSeconds(2))).Text("fine"));
    }

    [Fact]
    public void What_is_nested_too_deep_is_masked_as_text()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "{\"phone\":\"13812341234\"}" + new string('}', 100);

        Assert.DoesNotContain("13812341234", Phone.Text(deep), StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_sees_what_the_rule_says_and_never_more_than_a_stronger_one()
    {
        var rules = Rules.Read(out _, "{field: a}", "{detector: card}", "{field: b, roles: {viewer: partial}}", "{field: c, roles: {support: clear}}");

        Assert.Equal(["support: blank", "support: partial", "support: blank, viewer: partial", ""], rules.Rules.Select(rule => rule.Effects));
        Assert.Equal("****", rules.For(Role.Support)!.Value("b", "13812341234"));
        Assert.Equal("138****1234", rules.For(Role.Viewer)!.Value("b", "13812341234"));
        Assert.Null(rules.For(Role.Editor));
        Assert.Null(rules.For(Role.Administrator));
        Assert.Same(rules.For(Role.Support), rules.For((Role)99));
        Assert.Null(MaskingRules.None.For(Role.Support));
    }

    [Fact]
    public void A_parent_s_children_are_masked_wherever_they_were_flattened()
    {
        var masker = Rules.Support("{field: customer}", "{field: \"ph*e\"}");

        Assert.Equal("{\"customer\":\"****\"}", masker.Text("{\"customer\":{\"name\":\"Ann\"}}"));
        Assert.Equal("****", masker.Value("customer_name", "Ann"));
        Assert.Equal("customer.name=****", masker.Text("customer.name=Ann"));
        Assert.Equal("****", masker.Value("customer.phone_number", "1"));
    }

    [Fact]
    public void A_field_that_is_shown_in_part_is_blank_where_what_is_in_it_would_be() =>
        Assert.Equal("****", Rules.Support("{field: note, roles: {support: partial}}", "{detector: card, roles: {support: blank}}").Value("note", "paid with 4111111111111111"));

    [Fact]
    public void Names_without_end_are_masked_and_lines_of_very_many_values_are_blank()
    {
        Assert.Equal("****", Phone.Value(new string('a', 500), "1"));
        Assert.Equal("****", Phone.Text("[" + string.Join(',', Enumerable.Repeat("1", 30_000)) + "]"));
    }
}
