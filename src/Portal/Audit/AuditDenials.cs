using System.Security.Claims;
using Microsoft.Extensions.Options;
using Portal.Core.Tenancy;

namespace Portal.Audit;

/// <summary>Records denied accesses, so many of one person in a minute; what goes beyond is counted and told in one event, so that nobody can flood the log.</summary>
/// <param name="log">Where to.</param>
/// <param name="options">How many.</param>
/// <param name="time">What now is.</param>
internal sealed class AuditDenials(AuditLog log, IOptions<AuditOptions> options, TimeProvider time)
{
    private const int MaxPeople = 10_000;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Window> _windows = [];

    /// <summary>Records that something was denied.</summary>
    /// <param name="person">To whom.</param>
    /// <param name="tenant">Whose it is; null for the portal as a whole.</param>
    /// <param name="what">Such as a path.</param>
    public void Add(ClaimsPrincipal person, TenantId? tenant, string what)
    {
        var denied = AuditEvent.By(person, AuditActions.AccessDenied) with { Tenant = tenant, Outcome = AuditOutcome.Refused, What = what };
        // Nobody in particular is told apart by the address.
        var key = person.Identity?.IsAuthenticated == true ? denied.Person : denied.Address;
        int more;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var window = _windows.GetValueOrDefault(key);
            var isNew = window is null || now - window.Start >= Minute;
            more = isNew ? window?.Left ?? 0 : 0;
            if (isNew)
            {
                if (_windows.Count >= MaxPeople)
                {
                    Forget(now);
                }
                _windows[key] = window = new Window(now);
            }
            if (!isNew && window!.Count >= options.Value.DeniedPerMinute)
            {
                window.Left++;
                return;
            }
            window!.Count++;
        }
        if (more > 0)
        {
            log.Add(denied with { What = "", Detail = $"{more} more in the minute before" });
        }
        log.Add(denied);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, window) in _windows)
        {
            if (now - window.Start >= Minute)
            {
                _windows.Remove(key);
            }
        }
        // More people than that within a minute are an attack from many places, which the first of them tell of.
        if (_windows.Count >= MaxPeople)
        {
            _windows.Clear();
        }
    }

    private sealed class Window(DateTimeOffset start)
    {
        public DateTimeOffset Start { get; } = start;

        public int Count { get; set; }

        public int Left { get; set; }
    }
}
