using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Access;

namespace KubeStellar.Edge.Flow.Tests.State.Access;

public sealed class AccessRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly UserRecord Ann = new() { Name = "ann", PublicKey = "UANN", Workspaces = ["retail"], Roles = ["author", "operator"], CreatedAt = Now };

    [Theory]
    [InlineData("retail", "apply", null)]
    [InlineData("retail", "confirm", null)]
    [InlineData("retail", "user", "ann is author and operator and may not 'user' in the workspace retail; admin may")]
    [InlineData("retail", "token", "ann is author and operator and may not 'token' in the workspace retail; admin of all workspaces may")]
    [InlineData("retail", "audit", "viewer or author or operator or admin of all workspaces may")]
    [InlineData("grocery", "get", "ann has no role in the workspace grocery; it has in retail")]
    [InlineData("_fleet", "get", "ann has no role for the fleet")]
    public void A_role_is_one_of_a_workspace(string place, string verb, string? refused) => Check(refused, AccessRule.WhyNot(Ann, place, verb, Now));

    [Theory]
    [InlineData("viewer", "audit", true)]
    [InlineData("viewer", "token", false)]
    [InlineData("author", "edge", false)]
    [InlineData("operator", "rollout", true)]
    [InlineData("admin", "edge", true)]
    [InlineData("admin", "workspace", true)]
    public void One_of_all_workspaces_is_of_the_fleet_too(string role, string verb, bool may)
    {
        var user = Ann with { Workspaces = [], Roles = [role] };
        Assert.Equal(may, AccessRule.WhyNot(user, "_fleet", verb, Now) is null);
        Assert.Equal(may, AccessRule.WhyNot(user, "retail", verb, Now) is null);
    }

    [Fact]
    public void Who_is_gone_may_nothing()
    {
        Check("of no user that this hub knows", AccessRule.WhyNot(null, "retail", ApiVerbs.Get, Now));
        Check("revoked at 2026-05-01", AccessRule.WhyNot(Ann with { Revoked = Now }, "retail", ApiVerbs.Get, Now));
        Check("expired at 2026-05-01", AccessRule.WhyNot(Ann with { Expires = Now }, "retail", ApiVerbs.Get, Now));
        Assert.Null(AccessRule.WhyNot(Ann with { Expires = Now.AddSeconds(1) }, "retail", ApiVerbs.Get, Now));
    }

    private static void Check(string? part, string? why)
    {
        if (part is null)
        {
            Assert.Null(why);
        }
        else
        {
            Assert.Contains(part, why!, StringComparison.Ordinal);
        }
    }
}
