using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Browsing;
using Portal.Core.Catalog;
using Portal.Core.Tenancy;

namespace Portal.Components.Layout;

/// <summary>What shows the live catalog as the person may see it, and follows its changes.</summary>
public abstract class CatalogComponent : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private int _pending;

    [Inject]
    private protected ICatalog Catalog { get; set; } = null!;

    [Inject]
    private IAccess Access { get; set; } = null!;

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = null!;

    /// <summary>What the person may see; set before <see cref="LookAsync"/> is called.</summary>
    private protected CatalogView? View { get; private set; }

    /// <summary>Whether the catalog has changed, instead of the page's parameters.</summary>
    private protected bool IsChange { get; private set; }

    /// <summary>Canceled when the component is gone.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>Takes what it shows out of <see cref="View"/>; called for each new view and new parameters.</summary>
    protected virtual Task LookAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Catalog.Changed += Follow;
        Authentication.AuthenticationStateChanged += FollowPerson;
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        View = new CatalogView(Catalog, Access, (await Authentication.GetAuthenticationStateAsync()).User);
        await LookAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops following.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_gone.IsCancellationRequested)
        {
            Catalog.Changed -= Follow;
            Authentication.AuthenticationStateChanged -= FollowPerson;
            _gone.Cancel();
            _gone.Dispose();
        }
    }

    private void FollowPerson(Task<AuthenticationState> person) => Follow();

    /// <summary>Has the component look again, once for changes that come together.</summary>
    private protected void Follow()
    {
        // Changes that come in a burst are looked at once.
        if (Interlocked.Exchange(ref _pending, 1) == 0)
        {
            _ = InvokeAsync(LookAgainAsync);
        }
    }

    /// <summary>Looks and shows what is there now; on the component's own thread.</summary>
    protected async Task LookAgainAsync()
    {
        Volatile.Write(ref _pending, 0);
        if (_gone.IsCancellationRequested)
        {
            return;
        }
        try
        {
            IsChange = true;
            await OnParametersSetAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
        finally
        {
            IsChange = false;
        }
    }
}
