using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity.Claims;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>Issues the users of an account. Every kind of user is named here with all that it may do.</summary>
public sealed class UserMint(AccountSigner account, TimeProvider time)
{
    // Of a client that watches several listings; the server refuses more.
    private const int MostSubscriptions = 64;

    /// <summary>Public key that issues users now.</summary>
    public string Issuer => account.Issuer;

    // An edge has a handful; one that makes many would have the server keep them for it.
    private const int EdgeSubscriptions = 64;

    /// <summary>The hub: all rights in its account.</summary>
    public UserCredentials Hub() => Issue("kse-hub", new UserBody(), null);

    /// <summary>A person or tool at the hub's machine: all rights in the account.</summary>
    public UserCredentials Admin() => Issue("kse-admin", new UserBody(), null);

    /// <summary>A user that can connect and do nothing else, to see whether the server takes what this account key issues.</summary>
    internal UserCredentials Check() => Issue("kse-check", Rights(["_INBOX.KSE_CHECK"], ["_INBOX.KSE_CHECK"]), null);

    /// <summary>The bearer of a join token: may ask to join with this token and hear the answer.</summary>
    /// <exception cref="ArgumentException">The id cannot be one token of a subject.</exception>
    public UserCredentials Join(string tokenId, DateTimeOffset? expires)
    {
        RefuseUnlessLabel(tokenId, nameof(tokenId));
        var rights = Rights([Subjects.Join(tokenId)], [Subjects.JoinInboxPrefix(tokenId) + ".>"]);
        return Issue("kse-join-" + tokenId, rights, expires);
    }

    /// <summary>JWT of an edge's user: exactly the rights of an edge, and no expiry, so that a site that was dark for a year still gets in.</summary>
    /// <param name="edge">Edge id, a DNS label: anything else could be a wildcard and reach the subjects of others.</param>
    /// <param name="publicKey">Public key of the user NKey that the device made.</param>
    /// <exception cref="ArgumentException">The id is no DNS label, or the key no public user key.</exception>
    public string Edge(string edge, string publicKey)
    {
        RefuseUnlessLabel(edge, nameof(edge));
        RefuseUnlessUser(publicKey);
        var rights = Rights([Subjects.EdgeUp(edge)], [Subjects.EdgeDown(edge), Subjects.EdgeInboxPrefix(edge) + ".>"]) with { Subscriptions = EdgeSubscriptions };
        return Sign("kse-edge-" + edge, publicKey, rights, null);
    }

    /// <summary>
    /// JWT of a person's or robot's user: the verbs of its roles in its workspaces, each on a subject that no other user may publish, an inbox of its own, and word of changes. No right to any bucket,
    /// stream or edge.
    /// </summary>
    /// <exception cref="ArgumentException">A name is no DNS label, a role none, or the key no public user key.</exception>
    public string Person(UserRecord user)
    {
        ArgumentNullException.ThrowIfNull(user);
        RefuseUnlessLabel(user.Name, nameof(user));
        RefuseUnlessUser(user.PublicKey);
        foreach (var workspace in user.Workspaces)
        {
            RefuseUnlessLabel(workspace, nameof(user));
        }

        if (user.Roles.Count == 0 || user.Roles.Except(Roles.All).Any())
        {
            throw new ArgumentException($"roles are some of {string.Join(", ", Roles.All)}", nameof(user));
        }

        var token = Subjects.UserToken(user.Name, user.PublicKey);
        var places = user.IsFleetWide ? ["*"] : user.Workspaces;
        var changes = user.IsFleetWide ? [Subjects.AllChanges] : user.Workspaces.Append(Subjects.Fleet).Select(Subjects.Changes);
        var rights = Rights(
            [.. RoleVerbs.Of(user.Roles, user.IsFleetWide).SelectMany(verb => places.Select(place => Subjects.Api(place, verb, token)))],
            [Subjects.UserInboxPrefix(token) + ".>", .. changes]);
        return Sign(UserCredentials.PersonPrefix + token, user.PublicKey, rights with { Subscriptions = MostSubscriptions }, user.Expires);
    }

    /// <summary>Whether a text is the public key of a user: prefix, length and checksum.</summary>
    public static bool IsUserKey(string publicKey)
    {
        try
        {
            return KeyPair.IsValidPublicKey(PrefixByte.User, publicKey);
        }
        catch (NKeysException)
        {
            return false;
        }
    }

    private static UserBody Rights(IReadOnlyList<string> publish, IReadOnlyList<string> subscribe) => new()
    {
        Publish = new Permission { Allow = publish },
        Subscribe = new Permission { Allow = subscribe },
    };

    private static void RefuseUnlessLabel(string id, string parameter)
    {
        if (Names.ExplainDnsLabel(id) is { } wrong)
        {
            throw new ArgumentException($"'{id}' {wrong}", parameter);
        }
    }

    private static void RefuseUnlessUser(string publicKey)
    {
        if (!IsUserKey(publicKey))
        {
            throw new ArgumentException("not the public key of a user", nameof(publicKey));
        }
    }

    private UserCredentials Issue(string name, UserBody body, DateTimeOffset? expires)
    {
        using var key = KeyPair.CreatePair(PrefixByte.User);
        return new UserCredentials(Sign(name, key.GetPublicKey(), body, expires), key.GetSeed());
    }

    private string Sign(string name, string publicKey, UserBody body, DateTimeOffset? expires) => account.Sign(
        new JwtClaims<UserBody> { Name = name, Subject = publicKey, Expires = expires?.ToUnixTimeSeconds() ?? 0, Body = body }, time);
}
