using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Portal.Configuration;

/// <summary>The portal refuses to start; the message is for the operator and names what to change.</summary>
/// <param name="problems">All that is wrong.</param>
/// <param name="inner">What led to it, or null.</param>
internal sealed class StartupRefusal(IReadOnlyList<string> problems, Exception? inner = null) : Exception(string.Join(Environment.NewLine, problems), inner)
{
    /// <summary>All that is wrong.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    /// <summary>What an operator can mend among the reasons of a failed start; null where it is a bug.</summary>
    public static IReadOnlyList<string>? Explain(Exception exception) => exception switch
    {
        StartupRefusal refusal => refusal.Problems,
        OptionsValidationException options => [.. options.Failures],
        AggregateException all when all.InnerExceptions.Select(Explain).ToList() is var parts && parts.TrueForAll(p => p is not null) => [.. parts.SelectMany(p => p!)],
        IOException io when io.InnerException is not null && FindRefusal(io) is { } refusal => refusal.Problems,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } io => [$"urls: {io.Message}"],
        IOException { InnerException.InnerException: SocketException } io => [$"urls: {io.Message}"],
        _ => FindRefusal(exception)?.Problems,
    };

    private static StartupRefusal? FindRefusal(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is StartupRefusal refusal)
            {
                return refusal;
            }
        }
        return null;
    }
}
