using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Flow.State.Access;

/// <summary>Which of the account's keys people's and robots' users stand on: when a former one leaves the account, so do those that it issued.</summary>
internal sealed class UserKeys(UserBook users, IUserAdmission admission, IHubKeyRing ring, TimeProvider time)
{
    /// <summary>The key that issues users now.</summary>
    internal const string InUse = "InUse";

    /// <summary>One that issued users which are good.</summary>
    internal const string Former = "Former";

    /// <summary>One that is not in the account any more.</summary>
    internal const string Gone = "Gone";

    /// <summary>Names of those that are good and stand on a former key.</summary>
    internal IReadOnlyList<string> OnFormer() => [.. Good().Where(user => Of(user) == Former).Select(user => user.Name).Order(StringComparer.Ordinal)];

    /// <summary>How many that are good stand on the present key.</summary>
    internal int OnPresent() => Good().Count(user => Of(user) == InUse);

    /// <summary>Whether a user's credentials are good at the hub.</summary>
    internal bool IsGood(UserRecord user) => user.Revoked is null && !(user.Expires <= time.GetUtcNow());

    /// <summary>One of the states above; empty when it is not known, as with a server whose keys are somebody else's.</summary>
    internal string Of(UserRecord user)
    {
        var account = ring.All().Where(key => key.Kind == KeyKinds.Account).ToList();
        var present = account.Find(key => key.State == InUse);
        if (user.Issuer is { } issuer)
            return issuer == (present?.PublicKey ?? admission.Issuer) ? InUse : present is null || account.Exists(key => key.PublicKey == issuer) ? Former : Gone;

        // Of before issuers were noted: by the key of the time when it was made.
        return present is null ? "" : user.CreatedAt >= present.Since ? InUse : account.Count > 1 ? Former : Gone;
    }

    private IEnumerable<UserRecord> Good() => users.All.Values.Where(IsGood);
}
