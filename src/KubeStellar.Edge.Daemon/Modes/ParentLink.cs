using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.LiteDb;
using KubeStellar.Edge.Nats;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Link;
using KubeStellar.Edge.Nats.Sealing;
using KubeStellar.Edge.Nats.Tls;
using Microsoft.Extensions.DependencyInjection;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>
/// A hub's admission at its parent, and its half of that link. All of it lies in <c>&lt;state&gt;/parent</c>: with the folder the hub is a region, without it is none. A parent that
/// is left, or left for another, has its folder set aside.
/// </summary>
internal sealed class ParentLink : IDisposable
{
    private const string Folder = "parent";
    private const string Joining = ".joining";
    private readonly string _folder;
    private readonly DeviceIdentity _identity;
    private readonly DeviceSelf _self;
    private readonly string? _urls;

    private ParentLink(string folder, string? urls)
    {
        (_folder, _urls) = (folder, urls);
        _identity = DeviceIdentity.Open(folder);
        _self = DeviceSelf.Open(folder);
    }

    /// <summary>The hub's parent; null when it has none. Joins one when it is told to.</summary>
    /// <exception cref="DaemonFailure">The options do not fit each other, or what the hub remembers.</exception>
    /// <exception cref="IdentityException">The parent refuses, or it follows this hub.</exception>
    internal static async Task<ParentLink?> OpenAsync(string state, ParentSettings settings, IRootSigner hub, CancellationToken token)
    {
        var folder = Path.Combine(state, Folder);
        if (settings.Leave)
        {
            if (settings.Join is not null)
                throw new DaemonFailure("--leave follows no parent any more, and --join follows one: say one of them.");
            SetAside(folder);
            return null;
        }

        Finish(folder);
        var known = Directory.Exists(folder) ? PinOf(folder) : null;
        if (known is null && settings.Join is null)
        {
            return settings.Urls is null && settings.Id is null && !settings.Rejoin
                ? null
                : throw new DaemonFailure("This hub has no parent yet: start it once with --join TOKEN --id ID ('kse token create --region' at the parent makes a token).");
        }

        if (known is not null && settings.Id is { } id && id != known.Edge && !settings.Rejoin)
            throw new DaemonFailure($"This hub joined its parent as '{known.Edge}', and --id says '{id}'. Leave --id away, or say --rejoin with a new token to join under another id.");
        if (known is not null && !settings.Rejoin)
            return new ParentLink(folder, settings.Urls);
        return await JoinAsync(folder, known, settings, hub, token);
    }

    /// <summary>Registers the link, the local store and the flow. After the hub's own flow.</summary>
    internal void Register(IServiceCollection services, HubSettings settings)
    {
        var pin = _identity.Pin!;
        var hub = new PinnedHub(_identity, new RootVerifier());
        var certificate = settings.Client is null ? new DeviceCertificate(_identity, TimeProvider.System) : null;
        services.AddSingleton<IPinnedHub>(hub);
        services.AddSingleton<IVariantOpener>(_ => new VariantOpener(() => _identity.ExchangeKeys));
        services.AddSingleton<IEdgeSelf>(_self);
        services.AddEdgeStore(_folder);
        services.AddEdgeNats(options =>
        {
            options.Edge = pin.Edge;
            options.Ca = new PinnedCa(_identity, new RootVerifier());
            options.Hub = hub;
            options.Device = _identity;
            options.Certificate = certificate;
            options.Trust = new CommandTrust(_identity, new RootVerifier());
            options.Endpoint = new NatsEndpoint { Urls = () => Urls(pin), User = _identity.Credentials, Tls = () => new TlsTrust { CaPem = _identity.Pin!.CaPem, ClientPem = certificate is null ? settings.Client!.Pem() : certificate.Pem }, Name = "kse-region-" + pin.Edge };
        });
        services.AddRegionFlow(region =>
        {
            region.Id = pin.Edge;
            region.ParentKey = pin.HubKey;
            region.Daemon = DaemonVersion.Text;
            region.HeartbeatInterval = settings.Heartbeat;
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _identity.Dispose();

    private IReadOnlyList<string> Urls(HubPin pin) => _urls is null ? pin.HubUrls : _urls.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static async Task<ParentLink> JoinAsync(string folder, HubPin? known, ParentSettings settings, IRootSigner hub, CancellationToken token)
    {
        if (settings.Join is null)
            throw new DaemonFailure("--rejoin needs --join TOKEN ('kse token create --region' at the parent makes one).");
        var join = JoinToken.Decode(settings.Join);
        if (join.Knows(hub.PublicKey) || hub.HandOvers.Any(one => join.Knows(one.From)))
            throw new DaemonFailure("This hub made that token itself, and cannot be a region of itself: --join takes a token of the hub that is to be its parent.");
        var id = settings.Id ?? known?.Edge ?? throw new DaemonFailure("--join needs --id ID: what this hub is called at its parent.");
        if (Names.ExplainDnsLabel(id) is { } wrong)
            throw new DaemonFailure($"--id '{id}' {wrong}.");

        // Another parent is another life: keys, root and reports of the one before are of no use there.
        var same = known is not null && known.Edge == id && known.IsKnownTo(join);
        var target = same || known is null ? folder : folder + Joining;
        if (target != folder && Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        var link = new ParentLink(target, settings.Urls);
        try
        {
            Task<JoinReply> AskAsync() => JoinClient.JoinAsync(At(join, settings.Urls), id, new SortedDictionary<string, JsonElement>(StringComparer.Ordinal), link._identity, token, hub.Origin, settings.Client);
            var reply = same ? await AskAsync() : await JoinPatience.AskAsync($"the parent at {string.Join(", ", join.HubUrls)}", AskAsync, token);
            link._self.Change(self => self with { Labels = reply.Labels, Above = reply.Lineage });
        }
        catch (HubUnreachableException e) when (same)
        {
            await Console.Error.WriteLineAsync($"could not join the parent again, and goes on with the admission it has; start with --rejoin another time: {e.Message}");
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }

        if (target == folder)
            return link;
        link.Dispose();
        SetAside(folder);
        Directory.Move(target, folder);
        return new ParentLink(folder, settings.Urls);
    }

    private static JoinToken At(JoinToken join, string? urls) =>
        urls is null ? join : join with { HubUrls = urls.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) };

    private static HubPin? PinOf(string folder)
    {
        using var identity = DeviceIdentity.Open(folder);
        return identity.Pin;
    }

    // A move to another parent sets one folder aside and then puts the other in its place; whoever died in between was admitted there already.
    private static void Finish(string folder)
    {
        var next = folder + Joining;
        if (!Directory.Exists(folder) && Directory.Exists(next) && PinOf(next) is not null)
            Directory.Move(next, folder);
    }

    // Never deleted: it holds the key by which the parent knew this hub.
    private static void SetAside(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        var number = 1;
        while (Directory.Exists($"{folder}.left-{number.ToString(CultureInfo.InvariantCulture)}"))
            number++;
        Directory.Move(folder, $"{folder}.left-{number.ToString(CultureInfo.InvariantCulture)}");
    }
}
