using System.Reflection;
using NetArchTest.Rules;
using Portal.Core.Catalog;
using Portal.Demo;

namespace Portal.Tests.Architecture;

/// <summary>The arrows of docs/architecture.md: which room may know which.</summary>
public sealed class RoomTests
{
    private static readonly Assembly Core = typeof(CatalogSnapshot).Assembly;
    private static readonly Assembly Demo = typeof(DemoServer).Assembly;
    private static readonly Assembly Host = typeof(PortalHost).Assembly;

    [Theory]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Microsoft.EntityFrameworkCore")]
    [InlineData("LibGit2Sharp")]
    [InlineData("System.Net.Http")]
    [InlineData("Npgsql")]
    [InlineData("Portal.Demo")]
    public void The_engine_knows_no_web_no_database_no_Git(string outside) =>
        Hold(Types.InAssembly(Core).ShouldNot().HaveDependencyOn(outside).GetResult());

    [Theory]
    [InlineData("Diagnostics", "Tenancy", "Catalog", "Templates", "Dashboards", "Validation", "Frames", "PromQL", "Queries")]
    [InlineData("Frames", "Catalog", "Templates", "Dashboards", "Validation", "PromQL", "Queries")]
    [InlineData("PromQL", "Diagnostics", "Tenancy", "Catalog", "Templates", "Dashboards", "Validation", "Frames", "Queries")]
    [InlineData("Tenancy", "Catalog", "Templates", "Dashboards", "Validation", "Queries")]
    [InlineData("Dashboards", "Catalog", "Templates", "Validation", "PromQL")]
    [InlineData("Templates", "Catalog", "Validation", "PromQL")]
    [InlineData("Validation", "Catalog", "Changes", "Linting")]
    [InlineData("Catalog", "Changes", "Linting")]
    [InlineData("Queries", "Changes", "Linting")]
    [InlineData("Changes", "Linting")]
    public void Arrows_inside_the_engine_go_one_way(string room, params string[] unknown) =>
        Hold(Types.InAssembly(Core).That().ResideInNamespaceStartingWith($"Portal.Core.{room}")
            .ShouldNot().HaveDependencyOnAny([.. unknown.Select(name => $"Portal.Core.{name}")]).GetResult());

    [Theory]
    [InlineData("Components")]
    [InlineData("Api")]
    [InlineData("Browsing")]
    public void What_people_see_knows_neither_backends_nor_Git_nor_the_database(string room) =>
        Hold(Types.InAssembly(Host).That().ResideInNamespaceStartingWith($"Portal.{room}")
            .ShouldNot().HaveDependencyOnAny("Portal.Backends", "Portal.Git", "Portal.Data", "Microsoft.EntityFrameworkCore", "LibGit2Sharp", "System.Net.Http.HttpClient").GetResult());

    [Fact]
    public void Only_the_Git_room_knows_Git() =>
        Hold(Types.InAssembly(Host).That().DoNotResideInNamespaceStartingWith("Portal.Git").ShouldNot().HaveDependencyOn("LibGit2Sharp").GetResult());

    [Fact]
    public void Only_the_database_s_room_knows_the_database() =>
        Hold(Types.InAssembly(Host).That().DoNotResideInNamespaceStartingWith("Portal.Data").ShouldNot().HaveDependencyOnAny("Microsoft.EntityFrameworkCore", "Microsoft.Data.Sqlite").GetResult());

    [Fact]
    public void Backends_know_neither_pages_nor_Git_nor_the_database_s_tables() =>
        Hold(Types.InAssembly(Host).That().ResideInNamespaceStartingWith("Portal.Backends").ShouldNot().HaveDependencyOnAny("Portal.Components", "Portal.Api", "Portal.Git", "Microsoft.EntityFrameworkCore").GetResult());

    [Fact]
    public void The_demo_knows_the_engine_and_not_the_host() =>
        Hold(Types.InAssembly(Demo).ShouldNot().HaveDependencyOnAny("Portal.Git", "Portal.Data", "Portal.Components", "Portal.Api", "Portal.Backends", "Portal.Identity").GetResult());

    [Fact]
    public void Backends_are_given_to_the_services_that_ask_them_and_to_nobody_else()
    {
        Type[] backends = [typeof(Core.Queries.IMetricsBackend), typeof(Core.Queries.ILogsBackend), typeof(Core.Queries.ITracesBackend)];
        var given = Core.GetTypes().Concat(Host.GetTypes()).Where(type => type is { IsPublic: true } || type.Assembly == Host)
            .Where(type => type.GetConstructors().Any(made => made.GetParameters().Any(parameter => backends.Contains(parameter.ParameterType))));

        Assert.Equal(
            ["AnnotationService", "IsolationCanary", "IsolationCheck", "LogSearchService", "PanelDataService", "PanelLogsService", "PanelMetricsService", "QueryLinter", "ServiceSurvey", "TraceQueries"],
            given.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nobody_outside_the_engine_can_make_a_scoped_query()
    {
        var scoped = typeof(Core.Queries.ScopedQuery);

        Assert.Empty(scoped.GetConstructors(BindingFlags.Public | BindingFlags.Instance));
        Assert.All(scoped.GetProperties(), property => Assert.Null(property.SetMethod));
        // Who sees internals can call the constructor.
        var friends = scoped.Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName);
        Assert.All(friends, friend => Assert.EndsWith("Tests", friend, StringComparison.Ordinal));
    }

    private static void Hold(NetArchTest.Rules.TestResult result) => Assert.True(result.IsSuccessful, "These do not hold to it: " + string.Join(", ", result.FailingTypeNames ?? []));
}
