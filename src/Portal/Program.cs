using Portal;
using Portal.Cli;
using Portal.Configuration;

if (PortalCommandLine.ServerArguments(args) is not { } settings)
{
    return await PortalCommandLine.RunAsync(args);
}
try
{
    await PortalHost.RunAsync(PortalHost.Build(settings));
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
