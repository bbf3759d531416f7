using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
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
        AggregateException all => all.InnerExceptions.Select(Explain).ToList() is var parts && parts.TrueForAll(part => part is not null) ? [.. parts.SelectMany(part => part!)] : null,
        // Kestrel wraps what its transports throw.
        IOException { InnerException: AddressInUseException or SocketException or AggregateException { InnerException: SocketException } } taken => [$"urls: {taken.Message}"],
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}
