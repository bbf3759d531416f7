using System.Runtime.CompilerServices;

namespace Portal.Tests;

/// <summary>Waits for conditions, far longer than any should take.</summary>
internal static class Patience
{
    /// <summary>How long is waited for what must come.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Ends when the condition holds.</summary>
    /// <exception cref="OperationCanceledException">It did not within two minutes.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Longest);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}})"/>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    [ModuleInitializer]
    internal static void WaitAsLongForPages() => Bunit.BunitContext.DefaultWaitTimeout = Longest;
}
