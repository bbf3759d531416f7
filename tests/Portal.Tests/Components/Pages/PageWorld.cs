using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;

namespace Portal.Tests.Components.Pages;

/// <summary>What is live is what a test says.</summary>
internal sealed class FakeCatalog : ICatalog
{
    public event Action? Changed;

    public CatalogSnapshot? Live { get; set; }

    public RefusedRevision? Refused { get; set; }

    public IReadOnlyList<Diagnostic> Notices { get; set; } = [];

    public LiveChange? LiveSince { get; set; }

    public WaitingRevision? Waiting { get; set; }

    public IReadOnlyList<string> Discovered { get; set; } = [];

    public bool IsHeard => Changed is not null;

    public int Revisions { get; private set; }

    public IReadOnlyList<string> Services(Scope scope) => Live?.Tenants.GetValueOrDefault(scope.Tenant)?.Environment(scope.Environment)?.Services.Names ?? Discovered;

    public void Raise()
    {
        Revisions++;
        Changed?.Invoke();
    }

    /// <summary>Checks the files as the portal would, and makes them live.</summary>
    public async Task LoadAsync(IReadOnlyDictionary<string, string> files)
    {
        var tree = new ContentTree(new RevisionId($"r{Revisions}"), files, []) { Message = "Add dashboards", Author = "Ada", Time = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero) };
        var result = await new CatalogLoader().LoadAsync(tree, new AllGrants(), _ => [], Xunit.TestContext.Current.CancellationToken);
        Assert.True(result.Snapshot is not null, string.Join('\n', result.Diagnostics.Select(d => $"{d.Location} {d.Message}")));
        Live = result.Snapshot;
        Raise();
    }
}

/// <summary>Grants what a test says; everything at first.</summary>
internal sealed class FakeAccess : IAccess
{
    public Func<Scope, bool> Sees { get; set; } = _ => true;

    public bool IsEditor { get; set; } = true;

    public bool May(ClaimsPrincipal person, Right right, TenantId tenant, string? environment = null) => (right == Right.View || IsEditor) && Sees(new Scope(tenant, environment ?? ""));

    public bool May(ClaimsPrincipal person, Right right) => IsEditor;
}

/// <summary>Remembers what is decided.</summary>
internal sealed class FakeControl : ICatalogControl
{
    public ContentOrigin Origin { get; set; } = new("https://git.example.com/dashboards.git", "main") { IsRemote = true };

    public List<LiveChange> Changes { get; } = [];

    public List<string> Calls { get; } = [];

    public ControlOutcome Outcome { get; set; } = ControlOutcome.Done;

    public Task<IReadOnlyList<LiveChange>> RecentAsync(int most, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<LiveChange>>([.. Changes.Take(most)]);

    public Task<ControlOutcome> PinAsync(ClaimsPrincipal person, string revision, string reason, CancellationToken cancellation) => Called($"pin {revision}: {reason}");

    public Task<ControlOutcome> ReleaseAsync(ClaimsPrincipal person, CancellationToken cancellation) => Called("release");

    public Task<ControlOutcome> TakeAsync(ClaimsPrincipal person, RevisionId waiting, CancellationToken cancellation) => Called($"take {waiting}");

    private Task<ControlOutcome> Called(string call)
    {
        Calls.Add(call);
        return Task.FromResult(Outcome);
    }
}

/// <summary>Nobody in particular.</summary>
internal sealed class Anyone : AuthenticationStateProvider
{
    public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity())));
}
