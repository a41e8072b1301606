using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>Issues the users of people and robots.</summary>
/// <param name="mint">Issues users of the hub's account.</param>
public sealed class UserAdmission(UserMint mint) : IUserAdmission
{
    /// <inheritdoc/>
    public bool IsUserKey(string publicKey) => UserMint.IsUserKey(publicKey);

    /// <inheritdoc/>
    public string Issuer => mint.Issuer;

    /// <inheritdoc/>
    public string Mint(UserRecord user) => mint.Person(user);
}
