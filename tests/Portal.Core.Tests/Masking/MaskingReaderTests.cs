using Portal.Core.Diagnostics;

namespace Portal.Core.Tests.Masking;

public sealed class MaskingReaderTests
{
    [Theory]
    [InlineData("{detector: iban}", DiagnosticCodes.NotAllowedValue, "national-id")]
    [InlineData("{roles: {support: blank}}", DiagnosticCodes.MaskingInvalid, "Give either")]
    [InlineData("{field: a, detector: card}", DiagnosticCodes.MaskingInvalid, "Give either")]
    [InlineData("{field: []}", DiagnosticCodes.MaskingInvalid, "Name at least one")]
    [InlineData("{field: [a b]}", DiagnosticCodes.MaskingInvalid, "customer.phone")]
    [InlineData("{field: \"**\"}", DiagnosticCodes.MaskingInvalid, "customer.phone")]
    [InlineData("{field: tenant}", DiagnosticCodes.MaskingInvalid, "Name another field")]
    [InlineData("{field: [service]}", DiagnosticCodes.MaskingInvalid, "Name another field")]
    [InlineData("{field: trace_id}", DiagnosticCodes.MaskingInvalid, "Name another field")]
    [InlineData("{pattern: ''}", DiagnosticCodes.MaskingInvalid, "Share it")]
    [InlineData("{pattern: '.*'}", DiagnosticCodes.MaskingInvalid, "Use + instead")]
    [InlineData("{pattern: '(a'}", DiagnosticCodes.MaskingInvalid, "look-arounds")]
    [InlineData("{pattern: '(?<=a)b'}", DiagnosticCodes.MaskingInvalid, "look-arounds")]
    [InlineData("{pattern: '(a)\\1'}", DiagnosticCodes.MaskingInvalid, "look-arounds")]
    [InlineData("{detector: card, roles: {guest: blank}}", DiagnosticCodes.UnknownKey, "")]
    [InlineData("{detector: card, roles: {support: hidden}}", DiagnosticCodes.NotAllowedValue, "partial")]
    [InlineData("{detector: card, roles: {support: partial, viewer: blank}}", DiagnosticCodes.MaskingInvalid, "as much as 'viewer'")]
    [InlineData("{detector: card, effect: blank}", DiagnosticCodes.UnknownKey, "")]
    [InlineData("card", DiagnosticCodes.WrongType, "")]
    public void A_rule_with_a_mistake_is_refused_with_its_place_and_what_to_do(string rule, string code, string remedy)
    {
        Rules.Read(out var found, rule);

        var error = Assert.Single(found, d => d.Code == code && d.Severity == Severity.Error);
        Assert.Equal(("tenants/acme.yaml", Rules.FirstLine), (error.Location.File, error.Location.Line));
        Assert.Contains(remedy, $"{error.Message} {error.Remedy}", StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_and_patterns_are_bounded()
    {
        Rules.Read(out var many, [.. Enumerable.Repeat("{detector: card}", 51)]);
        Rules.Read(out var names, $"{{field: [{string.Join(", ", Enumerable.Range(0, 51).Select(i => $"f{i}"))}]}}");
        Rules.Read(out var large, $"{{pattern: '{new string('a', 501)}'}}");
        Rules.Read(out var huge, "{pattern: '((a{1,1000}){1,1000}){1,1000}'}");

        Assert.All([many, names, large, huge], found => Assert.Contains(found, d => d.Code == DiagnosticCodes.MaskingInvalid && d.Severity == Severity.Error));
    }

    [Fact]
    public void A_rule_that_masks_nothing_for_anybody_is_told()
    {
        Rules.Read(out var found, "{detector: card, roles: {support: clear}}");

        Assert.Equal(Severity.Warning, Assert.Single(found).Severity);
    }
}
