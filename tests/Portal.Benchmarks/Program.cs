using Portal.Benchmarks;

// Programs by name: dotnet run -c Release --project tests/Portal.Benchmarks -- promql render. Without a name, or with "all": all of them.
var programs = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["promql"] = QueryBenchmark.PromQLAsync,
    ["decode"] = DecodeBenchmark.RunAsync,
    ["logql"] = QueryBenchmark.LogQLAsync,
    ["loglines"] = LogLinesBenchmark.RunAsync,
    ["read"] = ReadBenchmark.RunAsync,
    ["trace"] = TraceBenchmark.RunAsync,
    ["render"] = RenderBenchmark.RunAsync,
    ["validate"] = ValidateBenchmark.RunAsync,
    ["load"] = LoadBenchmark.RunAsync,
    ["push"] = PushBenchmark.RunAsync,
    ["preview"] = PreviewBenchmark.RunAsync,
    ["history"] = HistoryBenchmark.RunAsync,
    ["start"] = ServerBenchmark.StartAsync,
    ["save"] = ServerBenchmark.SaveAsync,
    ["panels"] = ServerBenchmark.PanelsAsync,
};
var names = args is [] or ["all"] ? [.. programs.Keys] : args;
if (names.FirstOrDefault(name => !programs.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no program '{unknown}'. There are: {string.Join(", ", programs.Keys)}.");
    return 1;
}
foreach (var name in names)
{
    await programs[name]();
}
return 0;
