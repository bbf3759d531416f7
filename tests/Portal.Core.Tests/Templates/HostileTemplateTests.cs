using Portal.Core.Tests.Catalog;
using Portal.Core.Yaml;

namespace Portal.Core.Tests.Templates;

/// <summary>Whatever a template does, it ends in a diagnostic, soon, and nothing else is harmed.</summary>
public sealed class HostileTemplateTests
{
    // Generous, for slow machines: a render is stopped after one second.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    public static TheoryData<string, string, string> Templates => new()
    {
        { "endless loop", "PT304", "{{ while true; end }}" },
        { "nested loops", "PT304", "{{ for a in 1..1000; for b in 1..1000; x = a; end; end }}" },
        { "large range", "PT304", "{{ for a in 1..2000000000; end }}" },
        { "endless recursion", "PT304", "{{ func f; f; end; f }}" },
        { "recursion that fans out", "PT304", "{{ func f(n); if n > 0; f (n - 1); f (n - 1); f (n - 1); end; end; f 40 }}" },
        { "include of itself", "PT304", "{{ include 'self.sbn' }}" },
        { "include that fans out", "PT304", "{{ include 'fan.sbn' }}" },
        { "text that doubles", "PT304", "{{ x = 'aaaaaaaaaa'; for i in 1..100; x = x + x; end }}" },
        { "text that doubles by interpolation", "PT304", "{{ x = 'aaaaaaaaaa'; for i in 1..100; x = $'{x}{x}'; end }}" },
        { "text that is repeated", "PT304", "{{ x = 'aaaaaaaaaa' * 1000000000 }}" },
        { "text that is padded", "PT304", "{{ x = 'a' | string.pad_left 2000000000 }}" },
        { "text that doubles by a function", "PT304", "{{ x = 'aaaaaaaaaa'; for i in 1..100; x = x | string.append x; end }}" },
        { "text that doubles by replacing", "PT304", "{{ x = 'aaaaaaaaaa'; for i in 1..100; x = x | string.replace 'a' 'aaaaaaaaaa'; end }}" },
        { "text that doubles by a capture", "PT304", "{{ x = 'aaaaaaaaaa'; for i in 1..100; capture x; x; x; end; end }}" },
        { "list that doubles", "PT304", "{{ x = [1, 2, 3]; for i in 1..100; x = x + x; end }}" },
        { "list that doubles by a function", "PT304", "{{ x = [1, 2, 3]; for i in 1..100; x = x | array.concat x; end }}" },
        { "list that holds itself", "PT304", "{{ x = [1]; x[1] = x; x }}" },
        { "list with a far item", "PT304", "{{ x = []; x[100000000] = 1 }}" },
        { "much output", "PT304", "{{ for i in 1..20000; 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'; end }}" },
        { "slow expression", "PT304", "{{ x = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' | regex.match '(a+)+$' }}" },
        { "many slow expressions", "PT304", "{{ for i in 1..1000; x = 'aaaaaaaaaaaaaaaaaaaaaaaa!' | regex.match '(a+)+$'; end }}" },
        { "large power", "PT304", "{{ x = 10; for i in 1..1000; x = x * x; end; for i in 1..1000; x = x | math.times x; end; while true; end }}" },
        { "text run as code", "PT303", "{{ '1 + 1' | object.eval }}" },
        { "text run as a template", "PT303", "{{ '{{ 1 }}' | object.eval_template }}" },
        { "random number", "PT303", "{{ math.random 1 10 }}" },
        { "clock", "PT303", "{{ date.now }}" },
        { "function changed", "PT303", "{{ string.upcase = 1 }}" },
        { "list nested without end", "PT304", "{{ x = []; for i in 1..15000; x = x + [1]; end; for y in x; z = y; end; while true; end }}" },
        { "list nested by a function", "PT304", "{{ x = []; for i in 1..15000; x = x | array.concat [1]; end; for y in x; z = y; end; while true; end }}" },
        { "input changed", "PT303", "{{ tenant.name = 'x' }}" },
        { "names removed", "PT306", "{{ this.string = 1 }}" },
    };

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task A_hostile_template_ends_in_a_diagnostic(string what, string code, string body)
    {
        var render = Task.Run(() => Renders.Render(body, null, null, ("templates/self.sbn", "{{ include 'self.sbn' }}"), ("templates/fan.sbn", "{{ include 'fan.sbn' }}{{ include 'fan.sbn' }}")), TestContext.Current.CancellationToken);
        var (yaml, diagnostics) = await render.WaitAsync(Soon, TestContext.Current.CancellationToken);

        Assert.Null(yaml);
        var diagnostic = Assert.Single(diagnostics);
        Assert.True(code == diagnostic.Code, $"{what}: {Content.Describe(diagnostics)}");
        Assert.StartsWith("templates/", diagnostic.Location.File, StringComparison.Ordinal);
        Assert.True(diagnostic.Location.Line > 0, Content.Describe(diagnostics));
    }

    [Theory]
    [InlineData("{{ if true }}", "{{ end }}")]
    [InlineData("{{ (", ") }}")]
    [InlineData("{{ [", "] }}")]
    [InlineData("{{ {a: ", "} }}")]
    [InlineData("{{ func f; ", "; end }}")]
    [InlineData("{{ !", "1 }}")]
    [InlineData("{{ x.", "y }}")]
    [InlineData("{{ 1 + ", "1 }}")]
    [InlineData("{{ 1 | ", "f }}")]
    [InlineData("{{ $\"{", "1}\" }}")]
    public async Task Deep_nesting_never_overflows_the_stack(string open, string close)
    {
        var inner = open.StartsWith("{{ if", StringComparison.Ordinal) ? (open, close) : (open[3..], close.Replace(" }}", "", StringComparison.Ordinal));
        var body = open.StartsWith("{{ if", StringComparison.Ordinal)
            ? string.Concat(Enumerable.Repeat(inner.Item1, 10_000)) + string.Concat(Enumerable.Repeat(inner.Item2, 10_000))
            : "{{ " + string.Concat(Enumerable.Repeat(inner.Item1, 10_000)) + "1" + string.Concat(Enumerable.Repeat(inner.Item2, 10_000)) + " }}";

        var (yaml, diagnostics) = await Task.Run(() => Renders.Render(body), TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);

        Assert.True(yaml is not null || diagnostics.Count > 0);
    }

    [Fact]
    public async Task Other_renders_go_on_beside_hostile_ones()
    {
        var hostile = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Renders.Render("{{ func f(n); if n > 0; f (n - 1); f (n - 1); f (n - 1); end; end; f 40 }}"), TestContext.Current.CancellationToken)).ToList();

        var (yaml, _) = Renders.Render("title: {{ service_name }}");

        Assert.Equal("title: checkout", yaml?.Text);
        Assert.All(await Task.WhenAll(hostile), outcome => Assert.Equal("PT304", Assert.Single(outcome.Diagnostics).Code));
    }

    [Fact]
    public void Aliases_that_multiply_are_refused_before_they_do()
    {
        var (yaml, diagnostics) = Renders.Render("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n");

        Assert.Null(YamlDocument.Parse(yaml!.Text, new Core.Templates.RenderedYamlContext(yaml, "b", "f", diagnostics)));
        Assert.Equal(("PT102", "templates/t.yaml.sbn:4:4"), (Assert.Single(diagnostics).Code, diagnostics[0].Location.ToString()));
    }
}
