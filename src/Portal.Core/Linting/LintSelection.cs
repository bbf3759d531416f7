using Portal.Core.Catalog;
using Portal.Core.Tenancy;
using Portal.Core.Templates;

namespace Portal.Core.Linting;

/// <summary>A dashboard to look at, as it is and as it was.</summary>
internal sealed record LintPair(BindingWork After, BindingWork? Before);

/// <summary>Chooses the dashboards of a request, in an order in which the first few say most: first one of each template in each environment, then a second one, and so on.</summary>
internal static class LintSelection
{
    /// <summary>Those that may ask something else than before.</summary>
    public static IReadOnlyList<LintPair> Of(LintRequest request)
    {
        var before = request.Before is null ? [] : Works(request.Before, request).ToDictionary(work => work.Binding.Key);
        var sameParts = request.Before is not null && HaveSameParts(request.Before.Templates, request.After.Templates);
        var pairs = Works(request.After, request)
            .Where(work => request.Live.Tenants.GetValueOrDefault(work.Binding.Key.Scope.Tenant)?.Environment(work.Binding.Key.Scope.Environment) is not null)
            .Select(work => new LintPair(work, before.GetValueOrDefault(work.Binding.Key)))
            .Where(pair => pair.Before is not { } older || !(sameParts && HaveSameInputs(older, pair.After)));
        return [.. pairs.GroupBy(pair => (pair.After.Binding.Key.Template, pair.After.Binding.Key.Scope)).SelectMany(group => group.Select((pair, index) => (pair, index))).OrderBy(one => one.index).Select(one => one.pair)];
    }

    private static IEnumerable<BindingWork> Works(CatalogSnapshot snapshot, LintRequest request)
    {
        var known = new Dictionary<Scope, IReadOnlyList<string>>();
        IReadOnlyList<string> Services(Scope scope) => known.TryGetValue(scope, out var services) ? services
            : known[scope] = snapshot.Services(scope, request.Services);

        return DashboardService.Bindings(snapshot, Services).Where(binding => binding.Template.Body is not null && request.Include(binding.Key)).Select(binding =>
        {
            var tenant = snapshot.Tenants[binding.Key.Scope.Tenant];
            return new BindingWork(binding, tenant, tenant.Environment(binding.Key.Scope.Environment)!, Services(binding.Key.Scope), ParameterValues.Resolve(binding.Template, binding.Grant));
        });
    }

    // What was read once is the same object; what was read twice is compared once it is rendered.
    private static bool HaveSameInputs(BindingWork older, BindingWork newer) =>
        ReferenceEquals(older.Binding.Template, newer.Binding.Template) && ReferenceEquals(older.Tenant, newer.Tenant) && older.Services.SequenceEqual(newer.Services);

    private static bool HaveSameParts(TemplateSet older, TemplateSet newer) =>
        older.Partials.Count == newer.Partials.Count && older.Partials.All(part => ReferenceEquals(newer.Partials.GetValueOrDefault(part.Key), part.Value));
}
