using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>Makes NATS users for people and robots.</summary>
public interface IUserAdmission
{
    /// <summary>Whether a text is the public key of a NATS user.</summary>
    bool IsUserKey(string publicKey);

    /// <summary>Public key that issues users now.</summary>
    string Issuer { get; }

    /// <summary>JWT with exactly the rights of the user's roles (<see cref="Contracts.Api.RoleVerbs"/>), good as long as the record says.</summary>
    string Mint(UserRecord user);
}
