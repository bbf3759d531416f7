using Portal.Demo.Workloads;

namespace Portal.Demo.Traces;

/// <summary>Works out what happened during a sampled request: the calls of other services, the queries, what went wrong and what took long.</summary>
internal sealed class TraceMaker
{
    private const int MaxDepth = 3;
    private readonly Workload[] _all;
    private readonly SampledRequest _request;
    private readonly ulong _seed;
    private readonly List<DemoSpan> _spans = [];
    private long _drawn;

    private TraceMaker(Workload[] all, SampledRequest request)
    {
        (_all, _request, _seed) = (all, request, request.Place.Seed);
    }

    /// <summary>The id of the span of the request itself.</summary>
    public static string RootId(TracePlace place) => SpanNumber(place.Seed, 0).ToString("x16");

    /// <summary>Whether the request goes on to the other tenant: a few of acme's payments are made through nova's gateway.</summary>
    public static bool CrossesTenants(SampledRequest request) => request is { Home.Tenant.Id: "acme", Service.Spec.Name: "payments" } && request.Place.Seed % 12 == 0;

    /// <summary>All spans of the request's trace, parents before their children.</summary>
    /// <param name="all">All workloads, for calls that leave the environment's tenant.</param>
    /// <param name="request">The request.</param>
    public static List<DemoSpan> Make(Workload[] all, SampledRequest request)
    {
        var maker = new TraceMaker(all, request);
        var failed = request.Flow == Flow.ServerError;
        maker.Answer(null, request.Home, request.Service, request.Instance, request.Route, request.StartNs, request.DurationNs, request.Status, failed, 0);
        return maker._spans;
    }

    private static ulong SpanNumber(ulong seed, int number) => Noise.Hash(seed, 1000 + number);

    private double Draw() => Noise.Unit(_seed, ++_drawn);

    private void Answer(DemoSpan? parent, Workload workload, RunningService service, int instance, RouteSpec route, long startNs, long durationNs, int status, bool failed, int depth)
    {
        var steps = PlanSteps(workload, service, failed, depth);
        var cause = failed ? steps.Find(s => s.Fails) : null;
        var span = Add(new DemoSpan
        {
            Role = SpanRole.Request, Place = _request.Place, Number = SpanNumber(_seed, _spans.Count), Parent = parent, Workload = workload, Service = service, Instance = instance, Route = route,
            StartNs = startNs, DurationNs = durationNs, Status = status, Failed = failed,
            Failure = failed ? cause is null ? Failures.Own(service, Draw()) : cause.Called is null ? Failures.Database(service) : Failures.Call(service, cause.Called) : null,
        });
        var slow = failed || (depth == 0 && _request.Flow == Flow.Slow);
        Spread(span, steps, slow, depth);
    }

    /// <summary>What a request does one after the other. When it fails, a called service that is in trouble is to blame, else the own database in an incident.</summary>
    private List<Step> PlanSteps(Workload workload, RunningService service, bool failed, int depth)
    {
        var timeMs = _request.StartNs / 1_000_000;
        var steps = new List<Step>();
        var troubled = service.Trouble.Severity(timeMs) > 0;
        if (service.Spec.HasDatabase && (troubled || Draw() < 0.85))
        {
            steps.Add(new(null, null) { Fails = failed && troubled });
        }
        foreach (var name in depth < MaxDepth ? service.Spec.Calls : [])
        {
            var called = workload.Service(name);
            var blamed = failed && !troubled && depth + 1 < MaxDepth && called.Trouble.Severity(timeMs) > 0;
            if (blamed || Draw() < (depth == 0 ? 0.7 : 0.3))
            {
                steps.Add(new(workload, called) { Fails = blamed });
            }
        }
        if (depth == 0 && CrossesTenants(_request))
        {
            var other = Array.Find(_all, w => w.Tenant.Id == "nova" && w.Environment.Name == workload.Environment.Name)!;
            steps.Add(new(other, other.Service("gateway")));
        }
        return steps;
    }

    private void Spread(DemoSpan span, List<Step> steps, bool slow, int depth)
    {
        if (steps.Count == 0)
        {
            return;
        }
        var guilty = steps.Find(s => s.Fails) ?? (slow ? steps[0] : null);
        var weights = steps.ConvertAll(s => ReferenceEquals(s, guilty) ? 4 : 0.3 + (0.7 * Draw()));
        var whole = weights.Sum();
        var busy = span.DurationNs * (slow ? 0.9 : 0.5 + (0.3 * Draw()));
        var gap = (span.DurationNs - busy) / (steps.Count + 1);
        var at = span.StartNs + gap;
        for (var i = 0; i < steps.Count; i++)
        {
            var length = busy * weights[i] / whole;
            Take(span, steps[i], Whole(at), Math.Max(1_000, Whole(length)), depth);
            at += length + gap;
        }
    }

    private void Take(DemoSpan span, Step step, long startNs, long lengthNs, int depth)
    {
        if (step.Called is null)
        {
            Add(new DemoSpan
            {
                Role = SpanRole.Query, Place = _request.Place, Number = SpanNumber(_seed, _spans.Count), Parent = span, Workload = span.Workload, Service = span.Service, Instance = span.Instance,
                StartNs = startNs, DurationNs = lengthNs, Failed = step.Fails, Failure = step.Fails ? Failures.Database(span.Service) : null,
            });
            return;
        }
        var route = Sampler.Pick(step.Called.Spec.Routes, r => r.Share, Draw());
        if (Draw() < (step.Fails ? 0.6 : 0.02))
        {
            // The first try is refused, or fails as the second will.
            var first = Whole(lengthNs * (step.Fails ? 0.4 : 0.15));
            Call(span, step, route, startNs, Math.Max(1_000, first), 0, true, depth);
            var wait = Whole(lengthNs * 0.05);
            Call(span, step, route, startNs + first + wait, Math.Max(1_000, lengthNs - first - wait), 1, step.Fails, depth);
            return;
        }
        Call(span, step, route, startNs, lengthNs, 0, step.Fails, depth);
    }

    private void Call(DemoSpan span, Step step, RouteSpec route, long startNs, long lengthNs, int retries, bool fails, int depth)
    {
        // A try that is refused never reaches the service.
        var refused = fails && !step.Fails;
        var status = refused ? 503 : fails ? 500 : int.Parse(route.Success);
        var call = Add(new DemoSpan
        {
            Role = SpanRole.Call, Place = _request.Place, Number = SpanNumber(_seed, _spans.Count), Parent = span, Workload = span.Workload, Service = span.Service, Instance = span.Instance,
            Route = route, Called = step.Called, StartNs = startNs, DurationNs = lengthNs, Status = status, Retries = retries, Failed = fails,
        });
        if (!refused)
        {
            var way = Whole(lengthNs * 0.03);
            var instance = (int)(Draw() * step.Called!.Shares.Length);
            Answer(call, step.Workload!, step.Called, instance, route, startNs + way, Math.Max(1_000, lengthNs - (2 * way)), status, fails, depth + 1);
        }
    }

    private DemoSpan Add(DemoSpan span)
    {
        _spans.Add(span);
        return span;
    }

    private static long Whole(double ns) => (long)(ns / 1_000) * 1_000;

    /// <summary>A call of a service, or a query where it has none.</summary>
    private sealed record Step(Workload? Workload, RunningService? Called)
    {
        public bool Fails { get; init; }
    }
}
