using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Tenancy;

public sealed class AccessReaderTests
{
    private const string Head = "id: acme\ndefaultEnvironment: prod\nenvironments:\n  - {name: prod, datasources: [{kind: prometheus, url: \"http://p\"}], isolation: {dedicated: true}}\naccess:\n";

    [Fact]
    public void Lines_give_roles_to_groups_and_users_in_some_environments_or_all()
    {
        var tenant = Read("  - {role: viewer, groups: sre-acme}\n  - {role: editor, groups: [a b], users: [ada@acme.example], environments: [prod]}\n", out var found)!;

        Assert.Empty(found);
        Assert.Equal((Role.Viewer, null, 6), (tenant.Access[0].Role, tenant.Access[0].Environments, tenant.Access[0].Location.Line));
        Assert.Equal(["sre-acme"], tenant.Access[0].Groups);
        Assert.Equal((Role.Editor, "a b", "ada@acme.example", "prod"), (tenant.Access[1].Role, Assert.Single(tenant.Access[1].Groups), Assert.Single(tenant.Access[1].Users), Assert.Single(tenant.Access[1].Environments!)));
    }

    [Fact]
    public void Without_lines_nobody_is_anything() => Assert.Empty(Read("", out _)!.Access);

    [Theory]
    [InlineData("  - {role: owner, users: [a]}", DiagnosticCodes.NotAllowedValue)]
    [InlineData("  - {role: Viewer, users: [a]}", DiagnosticCodes.NotAllowedValue)]
    [InlineData("  - {users: [a]}", DiagnosticCodes.MissingKey)]
    [InlineData("  - {role: viewer}", DiagnosticCodes.AccessInvalid)]
    [InlineData("  - {role: viewer, users: [\" a\"]}", DiagnosticCodes.AccessInvalid)]
    [InlineData("  - {role: viewer, users: [\"a\\0b\"]}", DiagnosticCodes.AccessInvalid)]
    [InlineData("  - {role: viewer, users: [a], environments: []}", DiagnosticCodes.AccessInvalid)]
    [InlineData("  - {role: viewer, users: [a], environments: [prd]}", DiagnosticCodes.UnknownEnvironment)]
    [InlineData("  - {role: viewer, user: a}", DiagnosticCodes.UnknownKey)]
    [InlineData("  - viewer", DiagnosticCodes.WrongType)]
    public void A_line_with_a_mistake_is_refused(string line, string code)
    {
        Read(line + "\n", out var found);

        Assert.Contains(found, d => d.Code == code && d.Severity == Severity.Error && d.Location.Line >= 5);
    }

    [Theory]
    [InlineData("support", "", true)]
    [InlineData("support", "masking: [{detector: card}]\n", false)]
    [InlineData("support", "masking: []\n", false)]
    [InlineData("viewer", "", false)]
    public void Support_from_which_nothing_is_hidden_is_warned_of(string role, string masking, bool warned)
    {
        Read($"  - {{role: {role}, users: [bo]}}\n{masking}", out var found);

        Assert.Equal(warned, found.Exists(d => d is { Code: DiagnosticCodes.SupportUnmasked, Severity: Severity.Warning, Location.Line: >= 5 }));
        Assert.Equal(warned, found.Count > 0);
    }

    [Theory]
    [InlineData(Role.Support, true, false, false)]
    [InlineData(Role.Viewer, true, false, false)]
    [InlineData(Role.Editor, true, true, false)]
    [InlineData(Role.Administrator, true, true, true)]
    [InlineData((Role)17, false, false, false)]
    public void Each_role_allows_what_it_is_for_and_an_unknown_one_nothing(Role role, bool view, bool edit, bool administer) =>
        Assert.Equal((view, edit, administer, false), (role.Allows(Right.View), role.Allows(Right.Edit), role.Allows(Right.Administer), role.Allows((Right)9)));

    private static Tenant? Read(string lines, out List<Diagnostic> found)
    {
        found = [];
        return TenantFileReader.Read("tenants/acme.yaml", lines.Length == 0 ? Head.Replace("access:\n", "", StringComparison.Ordinal) : Head + lines, found);
    }
}
