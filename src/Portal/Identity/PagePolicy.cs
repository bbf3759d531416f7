using System.Security.Cryptography;

namespace Portal.Identity;

/// <summary>What an answer allows the browser: scripts of this answer, who may frame it, and what it may frame. One for each request; closed unless an endpoint opens it.</summary>
internal sealed class PagePolicy
{
    /// <summary>What a script element of this answer must carry: 128 random bits.</summary>
    public string Nonce { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    /// <summary>The origins that may frame this answer; none by default. Text of origins only, see <see cref="Core.Tenancy.WebOrigin"/>.</summary>
    public IReadOnlyList<string> FrameAncestors { get; set; } = [];

    /// <summary>Another origin that this answer may frame and take scripts from; none by default.</summary>
    public string? Framed { get; set; }

    /// <summary>Whether the answer is made for other sites' pages: it tells nobody its address, and may be loaded by them.</summary>
    public bool Embedded { get; set; }

    /// <summary>The policy of a request.</summary>
    public static PagePolicy Of(HttpContext context)
    {
        if (context.Features.Get<PagePolicy>() is not { } policy)
        {
            context.Features.Set(policy = new PagePolicy());
        }
        return policy;
    }

    /// <summary>The <c>Content-Security-Policy</c>. Inline styles are allowed, because component and chart libraries set them; inline scripts are not.</summary>
    public string ToHeader() => string.Join("; ",
        "default-src 'none'",
        $"script-src 'self' 'nonce-{Nonce}'{(Framed is null ? "" : $" {Framed}")}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        $"frame-src {Framed ?? "'none'"}",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        $"frame-ancestors {(FrameAncestors.Count == 0 ? "'none'" : string.Join(' ', FrameAncestors))}");

    /// <summary>Sets the headers that tell the browser its limits.</summary>
    public void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ToHeader();
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = Embedded ? "no-referrer" : "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = Embedded ? "cross-origin" : "same-origin";
        if (FrameAncestors.Count == 0)
        {
            // Knows no list of origins; older browsers that know nothing else are told at least this.
            headers.XFrameOptions = "DENY";
        }
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }
}
