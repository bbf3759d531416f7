using Portal.Demo.Workloads;

namespace Portal.Demo.Traces;

/// <summary>The exceptions that requests fail with; their types are those that the metrics count.</summary>
internal static class Failures
{
    /// <summary>The database did not answer in time.</summary>
    public static Failure Database(RunningService service) => service.Spec.Runtime == Runtime.Jvm
        ? Make(service, "java.sql.SQLTransientConnectionException", "HikariPool-1 - Connection is not available, request timed out after 2000ms.", "com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)", "Repository.find")
        : Make(service, "System.TimeoutException", "The operation has timed out: no free connection to the database.", "Npgsql.PoolingDataSource.<Get>g__RentAsync|33_0(NpgsqlConnection conn)", "Repository.FindAsync");

    /// <summary>A called service answered with an error.</summary>
    public static Failure Call(RunningService service, RunningService called) => service.Spec.Runtime == Runtime.Jvm
        ? Make(service, "org.springframework.web.client.HttpServerErrorException", $"500 Internal Server Error from {called.Spec.Name}", "org.springframework.web.client.DefaultResponseErrorHandler.handleError(DefaultResponseErrorHandler.java:186)", "Client.exchange")
        : Make(service, "System.Net.Http.HttpRequestException", $"Response status code does not indicate success: 500 (Internal Server Error) from {called.Spec.Name}.", "System.Net.Http.HttpResponseMessage.EnsureSuccessStatusCode()", "Client.SendAsync");

    /// <summary>A mistake of the service itself.</summary>
    public static Failure Own(RunningService service, double draw) => (service.Spec.Runtime, draw < 0.5) switch
    {
        (Runtime.Jvm, true) => Make(service, "java.lang.IllegalStateException", "Stale entry: the version has changed", "java.util.Objects.checkIndex(Objects.java:385)", "Handler.apply"),
        (Runtime.Jvm, _) => Make(service, "java.util.concurrent.TimeoutException", "Did not observe any item within 1000ms", "reactor.core.publisher.FluxTimeout.handleTimeout(FluxTimeout.java:296)", "Handler.await"),
        (_, true) => Make(service, "System.InvalidOperationException", "Sequence contains no elements", "System.Linq.ThrowHelper.ThrowNoElementsException()", "Handler.HandleAsync"),
        _ => Make(service, "System.TimeoutException", "The operation has timed out.", "System.Threading.Tasks.Task.WaitAsync(TimeSpan timeout)", "Handler.WaitAsync"),
    };

    private static Failure Make(RunningService service, string type, string message, string thrower, string caller)
    {
        var name = char.ToUpperInvariant(service.Spec.Name[0]) + service.Spec.Name[1..];
        var frames = service.Spec.Runtime == Runtime.Jvm
            ? $"\tat {thrower}\n\tat com.example.{service.Spec.Name}.{name}{caller}({name}.java:118)\n\tat java.base/java.lang.Thread.run(Thread.java:1583)"
            : $"   at {thrower}\n   at {name}.{caller}(CancellationToken cancellation) in /src/{name}.cs:line 118\n   at Microsoft.AspNetCore.Routing.EndpointMiddleware.Invoke(HttpContext context)";
        return new(type, message, $"{type}: {message}\n{frames}");
    }
}
