using System.Text.Json;
using Portal.Core.LogQL;
using Portal.Core.PromQL;
using Portal.Tests.Backends;

namespace Portal.Tests.Attacks;

/// <summary>Looks at what reached the store: each request, whatever it is, must be kept to acme's prod.</summary>
internal static class Sent
{
    private static readonly (string Name, string Value)[] Own = [("tenant", "acme"), ("environment", "prod")];

    /// <summary>Fails for a request that could bring another's data.</summary>
    public static void AssertOwn(FakeBackend.Asked asked)
    {
        var path = asked.Path;
        if (path.StartsWith("/loki/api/v1/", StringComparison.Ordinal))
        {
            AssertLogQL(Only(asked, path.EndsWith("/series", StringComparison.Ordinal) ? "match[]" : "query"));
        }
        else if (path is "/api/v1/query" or "/api/v1/query_range" or "/api/v1/query_exemplars")
        {
            AssertPromQL(Only(asked, "query"));
        }
        else if (path.StartsWith("/api/v1/", StringComparison.Ordinal) && (path.EndsWith("/labels", StringComparison.Ordinal) || path.EndsWith("/values", StringComparison.Ordinal)))
        {
            AssertPromQL(Only(asked, "match[]"));
        }
        else if (path == "/api/traces")
        {
            var tags = JsonDocument.Parse(Only(asked, "tags")).RootElement;
            Assert.All(Own, own => Assert.Equal(own.Value, tags.GetProperty(own.Name).GetString()));
        }
        else
        {
            // These tell of everybody; what comes back is checked, see the answers' tests.
            Assert.True(path == "/api/services" || (path.StartsWith("/api/traces/", StringComparison.Ordinal) && path["/api/traces/".Length..].All(char.IsAsciiHexDigit)), $"{path} was asked");
        }
    }

    /// <summary>A parameter that is given once.</summary>
    private static string Only(FakeBackend.Asked asked, string name) => Assert.Single(asked.Parameters, parameter => parameter.Name == name).Value;

    private static void AssertPromQL(string query)
    {
        var tree = PromQLParser.Parse(query).Expression;
        Assert.True(tree is not null, query);
        Assert.All(PromQLTree.Selectors(tree), selector => AssertOwn(query, selector.Matchers));
    }

    private static void AssertLogQL(string query)
    {
        var tree = LogQLParser.Parse(query).Expression;
        Assert.True(tree is not null, query);
        Assert.All(LogQLTree.Selectors(tree), selector => AssertOwn(query, selector.Matchers));
    }

    private static void AssertOwn(string query, IReadOnlyCollection<LabelMatcher> matchers) =>
        Assert.All(Own, own => Assert.True(matchers.Contains(new LabelMatcher(own.Name, MatchOperator.Equal, own.Value)), query));
}
