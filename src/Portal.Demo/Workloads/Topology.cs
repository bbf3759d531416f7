namespace Portal.Demo.Workloads;

internal enum Runtime
{
    DotNet,
    Jvm,
}

/// <summary>A way into a service: its share of the requests, how slow it is against the service's median, and the status of success.</summary>
internal sealed record RouteSpec(string Method, string Path, double Share, double Slowness, string Success = "200");

internal sealed record ServiceSpec(string Name, Runtime Runtime, double ProdRate, double MedianSeconds, string[] Calls, RouteSpec[] Routes, bool HasDatabase = true);

/// <summary>A tenant; its weak spot is the service that has an incident every other hour in prod.</summary>
internal sealed record TenantSpec(string Id, string WeakSpot, ServiceSpec[] Services);

/// <summary>An environment; one in so many of its requests is traced.</summary>
internal sealed record EnvironmentSpec(string Name, double LoadFactor, int Replicas, int Nodes, int TracedOneIn);

/// <summary>What the demo consists of.</summary>
internal static class Topology
{
    public static readonly EnvironmentSpec[] Environments =
    [
        new("dev", 0.01, 1, 1, 40),
        new("staging", 0.06, 2, 2, 200),
        new("prod", 1, 3, 3, 1000),
    ];

    public static readonly TenantSpec[] Tenants =
    [
        new("acme", "checkout",
        [
            new("web", Runtime.DotNet, 420, 0.018, ["catalog", "cart", "checkout"],
                [new("GET", "/", 0.45, 0.7), new("GET", "/products/{id}", 0.4, 1.2), new("GET", "/account", 0.15, 1.5)], HasDatabase: false),
            new("checkout", Runtime.DotNet, 85, 0.06, ["payments", "cart"],
                [new("POST", "/api/checkout", 0.5, 1.6, "201"), new("GET", "/api/checkout/{id}", 0.35, 0.5), new("POST", "/api/checkout/{id}/confirm", 0.15, 2.2, "201")]),
            new("cart", Runtime.DotNet, 160, 0.012, ["catalog"],
                [new("GET", "/api/cart/{id}", 0.6, 0.7), new("POST", "/api/cart/{id}/items", 0.3, 1.5, "201"), new("DELETE", "/api/cart/{id}/items/{item}", 0.1, 1.1)]),
            new("payments", Runtime.DotNet, 40, 0.14, ["cart"],
                [new("POST", "/api/payments", 0.7, 1.4, "201"), new("GET", "/api/payments/{id}", 0.3, 0.3)]),
            new("catalog", Runtime.Jvm, 310, 0.022, ["search"],
                [new("GET", "/api/products", 0.5, 1.4), new("GET", "/api/products/{id}", 0.45, 0.6), new("PUT", "/api/products/{id}", 0.05, 2.4)]),
            new("search", Runtime.Jvm, 190, 0.045, ["catalog"],
                [new("GET", "/api/search", 0.8, 1.1), new("GET", "/api/suggest", 0.2, 0.3)]),
        ]),
        new("nova", "transfers",
        [
            new("gateway", Runtime.DotNet, 380, 0.01, ["accounts", "transfers", "cards"],
                [new("GET", "/v1/accounts", 0.5, 0.9), new("GET", "/v1/cards", 0.3, 0.8), new("POST", "/v1/transfers", 0.2, 2.0, "201")], HasDatabase: false),
            new("accounts", Runtime.DotNet, 170, 0.02, ["ledger"],
                [new("GET", "/accounts/{id}", 0.75, 0.8), new("GET", "/accounts/{id}/statements", 0.2, 2.5), new("PATCH", "/accounts/{id}", 0.05, 1.6)]),
            new("ledger", Runtime.Jvm, 220, 0.008, ["accounts"],
                [new("POST", "/entries", 0.6, 1.3, "201"), new("GET", "/entries", 0.4, 0.8)]),
            new("transfers", Runtime.Jvm, 60, 0.11, ["ledger", "notify"],
                [new("POST", "/transfers", 0.65, 1.5, "201"), new("GET", "/transfers/{id}", 0.35, 0.4)]),
            new("cards", Runtime.DotNet, 95, 0.035, ["ledger"],
                [new("GET", "/cards/{id}", 0.6, 0.7), new("POST", "/cards/{id}/authorize", 0.4, 1.5, "201")]),
            new("notify", Runtime.DotNet, 30, 0.25, ["accounts"],
                [new("POST", "/messages", 0.9, 1.1, "201"), new("GET", "/messages/{id}", 0.1, 0.2)], HasDatabase: false),
        ]),
    ];
}
