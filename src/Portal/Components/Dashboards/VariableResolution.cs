using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Components.Dashboards;

/// <summary>The values of a dashboard's variables as they are found out. What was asked before is given up for what is asked now; the last answer stays until there is another one.</summary>
/// <param name="data">Answers.</param>
/// <param name="admits">Whether the viewer may ask once more about a tenant.</param>
/// <param name="changed">Told, on the component's own thread, that there is something else to show.</param>
internal sealed class VariableResolution(PanelDataService data, Func<TenantId, bool> admits, Action changed) : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _running;

    /// <summary>What can be chosen and what is; null while that is not known.</summary>
    public IReadOnlyList<ResolvedVariable>? Resolved { get; private set; }

    /// <summary>Whether they are being resolved.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Forgets what was another dashboard's, and what was asked for it.</summary>
    public void Forget()
    {
        GiveUp();
        Resolved = null;
    }

    /// <summary>Resolves them; where that fails, each tells why and keeps what was chosen.</summary>
    /// <param name="snapshot">Where isolation and datasources are taken from.</param>
    /// <param name="key">The binding.</param>
    /// <param name="dashboard">Whose variables.</param>
    /// <param name="reader">What the person is there.</param>
    /// <param name="view">What was chosen.</param>
    /// <param name="browserZone">The IANA zone of the viewer's browser.</param>
    public async Task ResolveAsync(CatalogSnapshot snapshot, BindingKey key, Dashboard dashboard, Role reader, ViewState view, string browserZone)
    {
        GiveUp();
        if (dashboard.Variables.Count == 0)
        {
            Resolved = [];
            return;
        }
        var mine = _running = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        IsRunning = true;
        changed();
        try
        {
            if (!admits(key.Scope.Tenant))
            {
                throw new QueryException(new QueryError(QueryErrorKind.Unavailable, "The portal is asked too often.", "Wait a moment, and refresh less often."));
            }
            var resolved = await data.ResolveVariablesAsync(snapshot, key, dashboard, view.ForVariables(dashboard, browserZone), reader, mine.Token);
            Resolved = mine == _running ? resolved : Resolved;
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            // A later choice has taken its place.
        }
        catch (QueryException e)
        {
            Resolved = mine == _running ? [.. dashboard.Variables.Select(v => new ResolvedVariable(v, v.Options, view.Variables.GetValueOrDefault(v.Name) ?? v.Default, e.Error))] : Resolved;
        }
        finally
        {
            IsRunning = IsRunning && mine != _running;
        }
        changed();
    }

    // It is nobody's before it is cancelled, so that no answer of it counts any more.
    private void GiveUp()
    {
        var before = _running;
        (_running, IsRunning) = (null, false);
        before?.Cancel();
        before?.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _running?.Dispose();
        _gone.Dispose();
    }
}
