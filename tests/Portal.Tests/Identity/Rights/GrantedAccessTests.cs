using System.Security.Claims;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.Tenancy;
using Portal.Data;
using Portal.Identity.Rights;
using Portal.Tests.Components.Pages;
using Portal.Tests.Data;

namespace Portal.Tests.Identity.Rights;

public sealed class GrantedAccessTests : IAsyncLifetime
{
    private const string Acme =
        "access:\n  - {role: viewer, groups: [sre-acme]}\n  - {role: editor, users: [Ada@Acme.example], environments: [staging]}\n"
        + "  - {role: support, groups: [desk]}\n  - {role: administrator, users: [boss]}\n";

    private readonly FakeTimeProvider _time = new();
    private readonly FakeCatalog _catalog = new();
    private readonly AccessOptions _options = new() { Platform = [new PlatformLine { Role = "administrator", Users = ["root"] }, new PlatformLine { Role = "viewer", Groups = ["everyone-sees"] }] };
    private TestDatabase _database = null!;
    private StoredGrants _stored = null!;
    private GrantedAccess _access = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.SqliteAsync();
        _stored = new StoredGrants(new GrantStore(_database.Reopen(), _time), Options.Create(_options), _time, NullLogger<StoredGrants>.Instance);
        _access = new GrantedAccess(_catalog, _stored, Options.Create(_options));
        await LoadAsync(Acme);
        await _stored.LookAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _stored.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public void A_group_s_members_get_its_role_and_can_be_told_why()
    {
        var bo = People.SignedIn("bo", "sre-acme", "others");

        Assert.Equal(Role.Viewer, In(bo, "acme", "prod"));
        Assert.Null(In(bo, "nova", "prod"));
        Assert.False(_access.May(bo, Right.View));
        var reason = Assert.Single(_access.Explain(bo));
        Assert.Equal("viewer of acme because group sre-acme", reason.ToString());
        Assert.Matches("^tenants/acme.yaml:[0-9]+$", reason.Origin);
    }

    [Fact]
    public void Environments_may_be_narrowed_and_the_tenant_as_a_whole_is_not_theirs()
    {
        var ada = People.SignedIn("ada@acme.example");

        Assert.Equal((Role.Editor, (Role?)null, (Role?)null), (In(ada, "acme", "staging"), In(ada, "acme", "prod"), In(ada, "acme", null)));
        Assert.Equal("editor of acme in staging because user Ada@Acme.example", Assert.Single(_access.Explain(ada)).ToString());
    }

    [Fact]
    public void The_most_of_several_roles_counts()
    {
        var both = People.SignedIn("ada@acme.example", "desk", "sre-acme");

        Assert.Equal((Role.Viewer, Role.Editor), (In(both, "acme", "prod"), In(both, "acme", "staging")));
        Assert.Equal(Role.Support, In(People.SignedIn("x", "desk"), "acme", "prod"));
        Assert.Equal(3, _access.Explain(both).Count);
    }

    [Theory]
    [InlineData("SRE-ACME", "bo")]
    [InlineData("sre-acme ", "bo")]
    [InlineData("", "sre-acme")]
    [InlineData("ada@acme.example", "x")]
    [InlineData("x", "\u212Ada@acme.example")]
    [InlineData("x", "bo\u017F\u017F")]
    [InlineData("x", "b\u043Ess")]
    public void Names_that_only_look_alike_are_others(string group, string user) => Assert.Empty(_access.Explain(People.SignedIn(user, group)));

    [Fact]
    public void Whoever_has_not_signed_in_may_nothing_whatever_the_claims_say()
    {
        Assert.Null(In(People.Nobody, "acme", "staging"));
        Assert.Null(In(new ClaimsPrincipal(), "acme", "prod"));
        Assert.False(_access.May(People.Nobody, Right.View));
    }

    [Fact]
    public void Roles_in_the_portal_hold_in_every_tenant_and_a_tenant_s_administrator_is_nothing_elsewhere()
    {
        var (root, boss, guest) = (People.SignedIn("ROOT"), People.SignedIn("boss"), People.SignedIn("g", "everyone-sees"));

        Assert.True(_access.May(root, Right.Administer));
        Assert.Equal((Role.Administrator, Role.Administrator), (In(root, "nova", "prod"), In(root, "acme", null)));
        Assert.Equal((Role.Administrator, (Role?)null, false), (In(boss, "acme", "prod"), In(boss, "nova", "prod"), _access.May(boss, Right.View)));
        Assert.Equal((Role.Viewer, true, false), (In(guest, "nova", "prod"), _access.May(guest, Right.View), _access.May(guest, Right.Edit)));
    }

    [Theory]
    [InlineData("View", null, Role.Viewer, Role.Viewer)]
    [InlineData("Edit", "acme", Role.Editor, null)]
    [InlineData("Administer", "nova", null, Role.Administrator)]
    [InlineData("Everything", null, null, null)]
    [InlineData("view", null, null, null)]
    [InlineData(null, null, null, null)]
    public void A_token_is_its_maker_s_rights_and_no_more_than_its_scope(string? right, string? tenant, Role? acme, Role? nova)
    {
        var token = People.Token("root", right, tenant);

        Assert.Equal((acme, nova), (In(token, "acme", "prod"), In(token, "nova", "prod")));
        Assert.Equal(right == "View", _access.May(token, Right.View));
        Assert.False(_access.May(token, Right.Administer));
        Assert.Null(In(People.Token("nobody", right, tenant), "acme", "prod"));
    }

    [Fact]
    public void A_token_of_someone_from_support_stays_masked() =>
        Assert.Equal(Role.Support, In(new ClaimsPrincipal(new ClaimsIdentity([.. People.Token("x", "Administer").Claims, .. People.SignedIn("x", "desk").FindAll("portal:group")], "token")), "acme", "prod"));

    [Fact]
    public void Whoever_the_sign_in_keeps_to_a_tenant_is_nothing_elsewhere_whatever_is_granted()
    {
        Assert.Null(In(People.KeptTo("root", null, "acme"), "nova", "prod"));
        Assert.False(_access.May(People.KeptTo("root", null, "acme"), Right.View));
        Assert.Equal(Role.Administrator, In(People.KeptTo("boss", null, "acme"), "acme", "prod"));
        Assert.Null(In(People.KeptTo("boss", null), "acme", "prod"));
        Assert.Equal((Role.Viewer, (Role?)null), (In(People.KeptTo("x", "viewer", "nova", "none"), "nova", "prod"), In(People.KeptTo("x", "viewer", "nova", "none"), "none", "prod")));
        Assert.Null(In(People.KeptTo("x", "owner", "nova"), "nova", "prod"));
    }

    [Fact]
    public async Task Roles_given_in_the_portal_count_at_once_and_are_gone_at_once()
    {
        var cy = People.SignedIn("cy");
        var changes = 0;
        _stored.Changed += () => changes++;

        Assert.True(await _stored.GiveAsync(new Grant(Role.Editor, new TenantId("nova"), false, "Cy", ["prod"], ""), "root", CancellationToken.None));
        Assert.False(await _stored.GiveAsync(new Grant(Role.Editor, new TenantId("nova"), false, "Cy", null, ""), "root", CancellationToken.None));
        Assert.Equal((Role.Editor, (Role?)null), (In(cy, "nova", "prod"), In(cy, "acme", "prod")));
        Assert.Equal(("editor of nova in prod because user Cy", "given in the portal by root"), (_access.Explain(cy)[0].ToString(), _access.Explain(cy)[0].Origin));

        Assert.NotNull(await _stored.TakeAsync(_stored.Current![0].Id, CancellationToken.None));
        Assert.Null(In(cy, "nova", "prod"));
        Assert.Null(await _stored.TakeAsync(17, CancellationToken.None));
        Assert.Equal(2, changes);
    }

    [Fact]
    public async Task Rights_come_from_the_live_revision_alone()
    {
        var bo = People.SignedIn("bo", "sre-acme");
        Assert.Equal(Role.Viewer, In(bo, "acme", "prod"));

        await LoadAsync("");
        Assert.Null(In(bo, "acme", "prod"));

        _catalog.Live = null;
        Assert.Null(In(People.SignedIn("boss"), "acme", "prod"));
        Assert.True(_access.May(People.SignedIn("root"), Right.Administer));
    }

    [Fact]
    public async Task While_the_database_cannot_be_read_nobody_may_do_anything()
    {
        var fresh = new StoredGrants(new GrantStore(_database.Reopen(), _time), Options.Create(_options), _time, NullLogger<StoredGrants>.Instance);
        Assert.False(new GrantedAccess(_catalog, fresh, Options.Create(_options)).May(People.SignedIn("root"), Right.View));

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(_access.May(People.SignedIn("root"), Right.View));
        Assert.Empty(_access.Explain(People.SignedIn("root")));

        await _stored.LookAsync(CancellationToken.None);
        Assert.True(_access.May(People.SignedIn("root"), Right.View));
    }

    [Theory]
    [InlineData("owner", null)]
    [InlineData("viewer", "not json")]
    [InlineData("viewer", "null")]
    public async Task What_nobody_knows_in_the_database_gives_nothing(string role, string? environments)
    {
        await using (var context = _database.Reopen().Open())
        {
            context.Grants.Add(new GrantRow { Role = role, Tenant = "nova", Name = "cy", Environments = environments, GivenBy = "root" });
            await context.SaveChangesAsync();
        }
        await _stored.LookAsync(CancellationToken.None);

        Assert.Null(In(People.SignedIn("cy"), "nova", "prod"));
    }

    [Fact]
    public void Asking_again_allocates_nothing()
    {
        var (ada, acme) = (People.SignedIn("ada@acme.example", "sre-acme"), new TenantId("acme"));
        _access.May(ada, Right.Edit, acme, "prod");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _access.May(ada, Right.Edit, acme, "prod");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private Role? In(ClaimsPrincipal person, string tenant, string? environment) => _access.RoleIn(person, new TenantId(tenant), environment);

    private Task LoadAsync(string access) => _catalog.LoadAsync(new Dictionary<string, string>
    {
        ["tenants/acme.yaml"] = Tenant("acme") + access,
        ["tenants/nova.yaml"] = Tenant("nova"),
    });

    private static string Tenant(string id) =>
        $"id: {id}\ndefaultEnvironment: prod\nenvironments:\n"
        + string.Concat(new[] { "prod", "staging" }.Select(e => $"  - {{name: {e}, datasources: [{{kind: prometheus, url: \"http://{id}-{e}\"}}], isolation: {{dedicated: true}}}}\n"));
}
