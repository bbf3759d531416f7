using Portal;
using Portal.Configuration;

try
{
    await PortalHost.RunAsync(PortalHost.Build(args));
    return 0;
}
catch (Exception e) when (StartupRefusal.Explain(e) is { } problems)
{
    await Console.Error.WriteLineAsync("Portal does not start:");
    foreach (var problem in problems)
    {
        await Console.Error.WriteLineAsync($"  - {problem}");
    }
    return 1;
}
