using System.Net;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>The names that a server's certificate is for: host names and addresses, without doubles. Pure.</summary>
/// <param name="All">At least one, in a fixed order.</param>
public sealed record ServerNames(IReadOnlyList<string> All)
{
    private const int LongestName = 253;

    /// <summary>Where it listens, what it is advertised as, what the machine is called, and the machine itself.</summary>
    /// <param name="listen">Address or name that the server listens on.</param>
    /// <param name="advertised">URLs that edges are told.</param>
    /// <param name="machine">Host name.</param>
    public static ServerNames Of(string listen, IEnumerable<string> advertised, string machine)
    {
        ArgumentNullException.ThrowIfNull(advertised);
        var hosts = advertised.SelectMany(url => url.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(HostOf);
        string[] always = ["localhost", "127.0.0.1", "::1"];
        return new ServerNames([.. hosts.Append(listen).Append(machine).Concat(always).Where(CanBe).Select(Plain).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Host of a URL, or of <c>HOST:PORT</c>; empty when there is none.</summary>
    public static string HostOf(string url) =>
        Uri.TryCreate(url.Contains("://", StringComparison.Ordinal) ? url : "nats://" + url, UriKind.Absolute, out var parsed) ? parsed.IdnHost : "";

    // An address that stands for all of them is nobody's name.
    private static bool CanBe(string host) => IPAddress.TryParse(host, out var address)
        ? !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
        : host.Length is > 0 and <= LongestName && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static string Plain(string host) => IPAddress.TryParse(host, out var address) ? address.ToString() : host.ToLowerInvariant();
}
