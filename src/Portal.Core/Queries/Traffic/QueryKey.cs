using System.Runtime.CompilerServices;
using System.Text;
using Portal.Core.Tenancy;

namespace Portal.Core.Queries.Traffic;

/// <summary>What makes two questions the same: whose they are, where they go and how, what they ask. Compared as a whole, so that no answer is ever another one's.</summary>
/// <param name="Scope">Tenant and environment.</param>
/// <param name="Destination">Address, headers and authentication, see <see cref="DestinationOf"/>.</param>
/// <param name="Kind">Which method of the backend.</param>
/// <param name="Text">The scoped query.</param>
/// <param name="StartMs">Start, or the instant.</param>
/// <param name="EndMs">End.</param>
/// <param name="StepMs">Step; 0 for none.</param>
/// <param name="Argument">What else the method takes, such as a label's name.</param>
internal readonly record struct QueryKey(Scope Scope, string Destination, string Kind, string Text, long StartMs, long EndMs, long StepMs, string Argument)
{
    private static readonly ConditionalWeakTable<Datasource, string> Destinations = [];

    /// <summary>The key of a query.</summary>
    public static QueryKey Of(ScopedQuery query, string kind, long startMs, long endMs, long stepMs = 0, string argument = "") =>
        new(query.Scope, DestinationOf(query), kind, query.Text, startMs, endMs, stepMs, argument);

    /// <summary>
    /// Everything that decides what a backend answers, in one text. Secrets are in it by their references only. A tenant's file that is changed has other texts, so old answers are never found again.
    /// </summary>
    public static string DestinationOf(ScopedQuery query) => Destinations.GetValue(query.Datasource, Describe) + Describe(query.Headers);

    private static string Describe(Datasource datasource)
    {
        var output = new StringBuilder();
        Append(output, datasource.Name);
        Append(output, datasource.Url.AbsoluteUri);
        Append(output, datasource.Auth?.BearerToken);
        Append(output, datasource.Auth?.Username);
        Append(output, datasource.Auth?.Password);
        Append(output, datasource.Tls?.CaSecret);
        Append(output, datasource.Tls?.ClientCertificateSecret);
        Append(output, datasource.Tls?.ServerName);
        Append(output, datasource.JaegerApi.ToString());
        return output.Append(Describe(datasource.Headers)).ToString();
    }

    private static string Describe(IReadOnlyDictionary<string, string> headers)
    {
        var output = new StringBuilder("|");
        foreach (var (name, value) in headers.OrderBy(header => header.Key, StringComparer.Ordinal))
        {
            Append(output, name);
            Append(output, value);
        }
        return output.ToString();
    }

    // With their lengths, so that no two lists of texts run together to the same one.
    private static void Append(StringBuilder output, string? text) => output.Append(text?.Length ?? -1).Append(':').Append(text).Append(';');
}
