using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Browsing;
using Portal.Core.Tenancy;
using Portal.Identity.Rights;
using Portal.Identity.SignIn;

namespace Portal.Components.People;

/// <summary>For administrators: who is what and why, and what is given beyond the tenants' files.</summary>
public sealed partial class PeoplePage
{
    private const int MostShown = 200;

    private IReadOnlyList<KnownPerson> _people = [];
    private IReadOnlyList<StoredGrant> _given = [];
    private IReadOnlyList<Tenant> _tenants = [];
    private bool _may;
    private bool _all;
    private bool _mayAccounts;
    private string _role = Role.Viewer.Name();
    private string _tenant = "";
    private string _kind = "user";
    private string _name = "";
    private string _environments = "";
    private string? _problem;

    /// <summary>Words that narrow the list.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    [Inject]
    private Administration Administration { get; set; } = null!;

    [Inject]
    private AccountAdministration Accounts { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task LookAsync()
    {
        var person = View!.Person;
        _may = Administration.MayAny(person);
        if (!_may)
        {
            (_people, _given, _mayAccounts) = ([], [], false);
            return;
        }
        (_all, _mayAccounts, _tenants, _given) = (Administration.MayAll(person), Accounts.May(person), Administration.Tenants(person), Administration.Given(person));
        if (!_all && _tenants.Count > 0 && _tenants.All(t => t.Id.Value != _tenant))
        {
            _tenant = _tenants[0].Id.Value;
        }
        var words = BindingSearch.Words(Text);
        _people = [.. (await Administration.PeopleAsync(person, Gone)).Where(known => words.All(word => Has(known, word)))];
    }

    private static bool Has(KnownPerson known, string word) =>
        new[] { known.Person.Name, known.Person.User, known.Person.Id }.Concat(known.Person.Groups).Concat(known.Reasons.Select(r => r.ToString())).Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private void Filter(string? text) => Navigation.NavigateTo(string.IsNullOrWhiteSpace(text) ? "/people" : QueryHelpers.AddQueryString("/people", "q", text), replace: true);

    private async Task GiveAsync()
    {
        if (Roles.Parse(_role) is not { } role)
        {
            return;
        }
        var environments = _environments.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        TenantId? tenant = _tenant.Length == 0 ? null : new TenantId(_tenant);
        _problem = await Administration.GiveAsync(
            View!.Person, new Grant(role, tenant, _kind == "group", _name.Trim(), tenant is null || environments.Length == 0 || environments is ["all"] ? null : environments, ""), Gone);
        if (_problem is null)
        {
            (_name, _environments) = ("", "");
        }
        await LookAsync();
    }

    private async Task TakeAsync(StoredGrant given)
    {
        await Administration.TakeAsync(View!.Person, given.Id, Gone);
        await LookAsync();
    }
}
