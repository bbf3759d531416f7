using Portal.Demo.Workloads;

namespace Portal.Demo.Traces;

/// <summary>A request to a service that is traced: how it went, where and when.</summary>
/// <param name="Home">The environment that it came to.</param>
/// <param name="Service">The service that it came to.</param>
/// <param name="Place">What its trace is found by.</param>
/// <param name="Flow">How it went.</param>
/// <param name="Route">What was asked for.</param>
/// <param name="Instance">The instance that answered.</param>
/// <param name="StartNs">When it came; whole microseconds.</param>
/// <param name="DurationNs">How long it took; whole microseconds, at most <see cref="Sampler.LongestNs"/>.</param>
internal sealed record SampledRequest(Workload Home, RunningService Service, TracePlace Place, Flow Flow, RouteSpec Route, int Instance, long StartNs, long DurationNs)
{
    public int Status => Flow switch
    {
        Flow.ServerError => 500,
        Flow.ClientError => Route.Method == "GET" ? 404 : 400,
        _ => int.Parse(Route.Success),
    };

    public long EndNs => StartNs + DurationNs;
}

/// <summary>
/// Chooses the requests that are traced: one in <see cref="EnvironmentSpec.TracedOneIn"/>, and twenty times as many of those that are slow or fail.
/// A minute's requests are as many as the metrics count, so that what is told of them agrees.
/// </summary>
internal static class Sampler
{
    public const long MinuteNs = 60_000_000_000;
    public const long LongestNs = 30_000_000_000;
    private const int TroubleFactor = 20;

    /// <summary>One in how many requests of a flow is traced.</summary>
    public static int OneIn(EnvironmentSpec environment, Flow flow) => flow is Flow.Slow or Flow.ServerError ? environment.TracedOneIn / TroubleFactor : environment.TracedOneIn;

    /// <summary>The traced requests that came to a service within a minute, in no order of time.</summary>
    public static IEnumerable<SampledRequest> Minute(Workload home, RunningService service, long minute)
    {
        var number = 0;
        foreach (var (flow, count) in Counts(home, service, minute))
        {
            for (var i = 0; i < count; i++)
            {
                yield return Request(home, service, flow, new(home.Index, service.Index, minute, number++));
            }
        }
    }

    /// <summary>The request at a place; null where there is none.</summary>
    public static SampledRequest? Find(Workload[] all, TracePlace place)
    {
        if (place.Workload >= all.Length || place.Service >= all[place.Workload].Services.Length)
        {
            return null;
        }
        var home = all[place.Workload];
        var service = home.Services[place.Service];
        var rest = place.Number;
        foreach (var (flow, count) in Counts(home, service, place.Minute))
        {
            if (rest < count)
            {
                return Request(home, service, flow, place);
            }
            rest -= count;
        }
        return null;
    }

    private static (Flow Flow, int Count)[] Counts(Workload home, RunningService service, long minute)
    {
        Span<double> flows = stackalloc double[ServiceLoad.Flows];
        service.Load.Between(minute * 60_000, (minute + 1) * 60_000, flows);
        var counts = new (Flow, int)[ServiceLoad.Flows];
        for (var f = 0; f < counts.Length; f++)
        {
            // A fraction becomes one request as often as it says.
            counts[f] = ((Flow)f, (int)((flows[f] / OneIn(home.Environment, (Flow)f)) + Noise.Unit(service.Seed + (ulong)f, minute)));
        }
        return counts;
    }

    private static SampledRequest Request(Workload home, RunningService service, Flow flow, TracePlace place)
    {
        var own = Noise.Hash(service.Seed, (place.Minute << 16) + place.Number);
        var route = Pick(service.Spec.Routes, r => r.Share, Noise.Unit(own, 1));
        var instance = service.Instance(Noise.Unit(own, 2));
        var start = (place.Minute * MinuteNs) + (long)(Noise.Unit(own, 3) * 60_000_000) * 1_000;
        var seconds = Latency.Quantile(flow, Noise.Unit(own, 4), service.Spec.MedianSeconds * route.Slowness);
        return new(home, service, place, flow, route, instance, start, Math.Clamp((long)(seconds * 1e6) * 1_000, 200_000, LongestNs));
    }

    /// <summary>The item whose part of the whole the number in [0, 1) falls into.</summary>
    public static T Pick<T>(IReadOnlyList<T> items, Func<T, double> share, double number)
    {
        foreach (var item in items)
        {
            number -= share(item);
            if (number < 0)
            {
                return item;
            }
        }
        return items[^1];
    }
}
