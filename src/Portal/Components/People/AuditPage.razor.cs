using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Portal.Audit;
using Portal.Core.Tenancy;
using Portal.Identity.Rights;

namespace Portal.Components.People;

/// <summary>The audit log, for administrators; those of a tenant see what is about the tenant.</summary>
public sealed partial class AuditPage
{
    private const int PageSize = 100;

    private IReadOnlyList<KeptEvent> _events = [];
    private IReadOnlyList<Tenant> _tenants = [];
    private bool _may;

    /// <summary>A part of a person's id or name.</summary>
    [SupplyParameterFromQuery(Name = "person")]
    public string? Person { get; set; }

    /// <summary>One kind only.</summary>
    [SupplyParameterFromQuery(Name = "action")]
    public string? Action { get; set; }

    /// <summary>One outcome only.</summary>
    [SupplyParameterFromQuery(Name = "outcome")]
    public string? Outcome { get; set; }

    /// <summary>One tenant only.</summary>
    [SupplyParameterFromQuery(Name = "tenant")]
    public string? Tenant { get; set; }

    /// <summary>Only events before this number.</summary>
    [SupplyParameterFromQuery(Name = "before")]
    public long? Before { get; set; }

    [Inject]
    private AuditReader Reader { get; set; } = null!;

    [Inject]
    private Administration Administration { get; set; } = null!;

    [Inject]
    private IOptions<AuditOptions> Options { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task LookAsync()
    {
        _tenants = Administration.Tenants(View!.Person);
        var query = new AuditQuery
        {
            Person = Text(Person), Action = Text(Action), Outcome = Enum.TryParse<AuditOutcome>(Outcome, ignoreCase: true, out var outcome) ? outcome : null,
            Tenants = Text(Tenant) is { } tenant ? [new TenantId(tenant)] : null, Before = Before, Limit = PageSize,
        };
        var found = await Reader.FindAsync(View.Person, query, Gone);
        (_may, _events) = (found is not null, found ?? []);
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private void Go(string? person, string? action, string? outcome, string? tenant) =>
        Navigation.NavigateTo("/audit" + Query([("person", person), ("action", action), ("outcome", outcome), ("tenant", tenant)]), replace: true);

    private string Query(int? limit, long? before) =>
        Query([("person", Person), ("action", Action), ("outcome", Outcome), ("tenant", Tenant), ("limit", limit?.ToString()), ("before", before?.ToString())]);

    private static string Query((string Key, string? Value)[] words) =>
        QueryHelpers.AddQueryString("", words.Where(w => !string.IsNullOrWhiteSpace(w.Value)).ToDictionary(w => w.Key, w => w.Value));
}
