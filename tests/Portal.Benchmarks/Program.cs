using Portal.Benchmarks;

// Programs by name: dotnet run -c Release --project tests/Portal.Benchmarks -- promql
var programs = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["promql"] = PromQLBenchmark.RunAsync,
    ["decode"] = DecodeBenchmark.RunAsync,
};
var names = args.Length == 0 ? [.. programs.Keys] : args;
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
