using Portal.Demo.Storage;
using Portal.Demo.Traces;

namespace Portal.Demo.Workloads;

/// <summary>Names traced requests that a bucket counts, at most one a minute.</summary>
/// <param name="Home">The environment.</param>
/// <param name="Service">The service.</param>
/// <param name="Instance">The instance whose bucket it is.</param>
/// <param name="Route">The route that it counts.</param>
/// <param name="Flows">The flows that it counts.</param>
/// <param name="Lower">Seconds that a request took longer than.</param>
/// <param name="Upper">Seconds that it took at most.</param>
internal sealed record ExemplarSource(Workload Home, RunningService Service, int Instance, RouteSpec Route, Flow[] Flows, double Lower, double Upper)
{
    private const long MinuteMs = 60_000;

    /// <summary>Appends those that ended within a range.</summary>
    public void Read(long fromMs, long toMs, List<Exemplar> exemplars)
    {
        for (var minute = (fromMs / MinuteMs) - 1; minute <= toMs / MinuteMs; minute++)
        {
            var request = Sampler.Minute(Home, Service, minute).FirstOrDefault(Counts);
            if (request is not null && request.EndNs / 1_000_000 is var time && time >= fromMs && time <= toMs)
            {
                exemplars.Add(new(LabelSet.Of(("trace_id", request.Place.TraceId), ("span_id", TraceMaker.RootId(request.Place))), Seconds(request), time));
            }
        }
    }

    private bool Counts(SampledRequest request) =>
        request.Instance == Instance && request.Route == Route && Flows.Contains(request.Flow) && Seconds(request) > Lower && Seconds(request) <= Upper;

    private static double Seconds(SampledRequest request) => request.DurationNs / 1e9;
}
