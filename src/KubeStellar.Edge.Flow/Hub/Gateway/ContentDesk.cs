using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Answers <c>get</c>: the asker's root, and of the contents asked for those that hang from it.</summary>
internal sealed class ContentDesk(IHubDesired desired, AskerRoots roots, TreeSets trees, IOptions<GatewayOptions> options)
{
    // The header names every digest once; this is what one name costs there at most.
    private const int HeaderPerDigest = 100;

    internal async Task<ContentFrame> AnswerAsync(string edge, GetRequest request, CancellationToken token)
    {
        var digests = request.Digests.Distinct().ToList();
        var later = digests.Skip(options.Value.MaxDigests).ToList();
        digests = digests.Take(options.Value.MaxDigests).ToList();

        var root = roots.Known(edge);
        var asked = false;
        if (root is null && roots.MayAsk(edge))
        {
            root = await roots.NewestAsync(edge, token);
            asked = true;
        }

        var answers = await JudgeAsync(root?.Root, digests, token);
        if (!asked && answers.ContainsValue(TreeAnswer.No))
        {
            if (!roots.MayAsk(edge))
            {
                later.AddRange(digests.Where(digest => answers[digest] == TreeAnswer.No));
                digests.RemoveAll(digest => answers[digest] == TreeAnswer.No);
            }
            else if (await roots.NewestAsync(edge, token) is { } newest && newest.Root.Version != root?.Root.Version)
            {
                root = newest;
                answers = await JudgeAsync(root.Root, digests, token);
            }
        }

        return await FillAsync(request.Root ? root : null, digests, answers, later, Limit(request), token);
    }

    private int Limit(GetRequest request) => Math.Min(request.Bytes is > 0 and var wanted ? wanted : int.MaxValue, options.Value.FrameLimitBytes);

    private async Task<Dictionary<Digest, TreeAnswer>> JudgeAsync(RootRecord? root, List<Digest> digests, CancellationToken token)
    {
        var answers = new Dictionary<Digest, TreeAnswer>(digests.Count);
        foreach (var digest in digests)
            answers[digest] = root is null ? TreeAnswer.No : await trees.NamesAsync(root, digest, token);
        return answers;
    }

    private async Task<ContentFrame> FillAsync(
        PublishedRoot? root, List<Digest> digests, Dictionary<Digest, TreeAnswer> answers, List<Digest> later, int limit, CancellationToken token)
    {
        var parts = new List<ContentFramePart>();
        var missing = new List<Digest>();
        var denied = new List<Digest>();
        var signed = root?.Signed ?? default;
        var size = signed.Length + ((digests.Count + later.Count) * HeaderPerDigest);
        var full = false;
        foreach (var digest in digests)
        {
            if (answers[digest] == TreeAnswer.No)
            {
                denied.Add(digest);
            }
            else if (full)
            {
                later.Add(digest);
            }
            else if (answers[digest] == TreeAnswer.Unknown || await desired.StoredAsync(digest, token) is not { } stored)
            {
                missing.Add(digest);
            }
            else if (parts.Count > 0 && size + stored.Length > limit)
            {
                // In the order of need: nothing smaller overtakes what does not fit.
                full = true;
                later.Add(digest);
            }
            else
            {
                size += stored.Length;
                parts.Add(new ContentFramePart(digest, stored));
            }
        }

        return new ContentFrame { Root = signed, Parts = parts, More = later, Missing = missing, Denied = denied };
    }
}
