using Portal.Core.Tests.Catalog;

namespace Portal.Core.Tests.Templates;

/// <summary>What is measured here is the process's: nothing may run beside it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Alone";
}

/// <summary>Whatever a template builds, it is gone when the render is over.</summary>
[Collection(Alone.Name)]
public sealed class HeldMemoryTests
{
    private const long MaxHeldBytes = 50L << 20;

    [Fact]
    public void What_hostile_templates_have_built_is_not_held()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);

        foreach (var (what, code, body) in HostileTemplateTests.Templates.Select(row => row.Data).Where(row => row.Item1.StartsWith("text that doubles", StringComparison.Ordinal) || row.Item1.StartsWith("list that", StringComparison.Ordinal)))
        {
            var (_, diagnostics) = Renders.Render(body);
            Assert.True(code == Assert.Single(diagnostics).Code, $"{what}: {Content.Describe(diagnostics)}");
        }

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(held < MaxHeldBytes, $"{held:N0} bytes are held");
    }
}
