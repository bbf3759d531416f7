using System.ComponentModel.DataAnnotations;

namespace Portal.Demo;

/// <summary>How the demo telemetry behaves; bound to the configuration section <c>Demo</c>.</summary>
public sealed class DemoTelemetryOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Demo";

    /// <summary>The loopback port to listen on, 0 to 65535; 0 takes any free one. Default 9464.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = 9464;

    /// <summary>How many samples one query may touch, from 1,000 on; more is an error of the query. Default 50 million.</summary>
    [Range(1_000, long.MaxValue)]
    public long MaxSamples { get; set; } = 50_000_000;
}
