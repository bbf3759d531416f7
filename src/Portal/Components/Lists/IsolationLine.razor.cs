using Microsoft.AspNetCore.Components;
using Portal.Components.Layout;
using Portal.Core.Queries.Canaries;
using Portal.Core.Tenancy;

namespace Portal.Components.Lists;

/// <summary>Tells whether an environment's isolation is proven, and since when, to whoever may see the environment. Follows the canary.</summary>
public sealed partial class IsolationLine : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);

    private IReadOnlyList<CanaryFinding> _findings = [];
    private ITimer? _timer;

    /// <summary>The environment; the caller has asked <see cref="IAccess"/>.</summary>
    [Parameter, EditorRequired]
    public required Scope Scope { get; set; }

    /// <summary>What keeps it apart.</summary>
    [Parameter, EditorRequired]
    public required Isolation Isolation { get; set; }

    [Inject]
    private IsolationLedger Ledger { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private CanaryFinding? Closed => _findings.FirstOrDefault(finding => finding.Result == CanaryResult.Violated);

    private string Result => Closed is not null ? "violated" : _findings.Count > 0 && _findings.All(finding => finding.Result == CanaryResult.Proven) ? "proven" : "unknown";

    /// <inheritdoc/>
    public void Dispose()
    {
        Ledger.Changed -= Follow;
        _timer?.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => Ledger.Changed += Follow;

    /// <inheritdoc/>
    protected override void OnParametersSet() => _findings = Ledger.Find(Scope);

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _timer = Time.CreateTimer(_ => _ = InvokeAsync(StateHasChanged), null, Tick, Tick);
        }
    }

    private void Follow(Scope scope)
    {
        if (scope == Scope)
        {
            _ = InvokeAsync(() =>
            {
                _findings = Ledger.Find(Scope);
                StateHasChanged();
            });
        }
    }

    private string Age(DateTimeOffset at) => Ago.Of(Time.GetUtcNow() - at);
}
