using System.Globalization;
using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.AspNetCore.Dashboard.Feed;
using ClickstreamAnalysis.AspNetCore.Peers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

/// <summary>Reads the parts of all instances, so that each of them shows the same picture.</summary>
internal sealed class DashboardInstances(ClickstreamApplication application, InstanceReader reader, DurationWatch durations, PeerGroup peers)
{
    private const string PartPath = "/dashboard/part";
    private const string UserPath = "/dashboard/sessions";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private long? _end;
    private IReadOnlyList<string> _unreadable = [];
    private IReadOnlyList<string> _oversized = [];

    /// <summary>The topology; null while the application is not created.</summary>
    public Topology? Topology => application.TryGetCurrent(out var current) ? current.Topology : null;

    /// <summary>Answers the other instances.</summary>
    /// <param name="endpoints">Where to map.</param>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        peers.Map(endpoints, PartPath, AnswerPartAsync);
        peers.Map(endpoints, $"{UserPath}/{{user}}", async context => await context.Response.WriteJsonAsync(
            await reader.FindAsync(JsonResponses.UserOf(context.Request), context.RequestAborted).ConfigureAwait(false),
            DashboardJson.Default.UserSessions).ConfigureAwait(false));
    }

    /// <summary>Reads the parts; this instance's is the first.</summary>
    /// <param name="withState">Whether to read state stores, too.</param>
    /// <returns>The parts, and what is missing.</returns>
    public async Task<(IReadOnlyList<InstancePart> Parts, MissingParts Missing)> ReadAsync(bool withState)
    {
        if (application.TryGetCurrent(out var current))
        {
            durations.ApplicationId = current.Options.ApplicationId;
        }

        var read = await ReadOnceAsync(withState).ConfigureAwait(false);
        if (withState && PictureSite.EndOf(read.Parts) is { } end && end != _end)
        {
            // Time went on: read the span that ends with the last minute of all instances.
            _end = end;
            read = await ReadOnceAsync(withState).ConfigureAwait(false);
        }

        return read;
    }

    /// <summary>Finds the open sessions of a user on whichever instance has them.</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<UserSessions> FindAsync(string user, CancellationToken cancellationToken)
    {
        var found = await reader.FindAsync(user, cancellationToken).ConfigureAwait(false);
        if (found.Status == "found")
        {
            return found;
        }

        foreach (var answer in await peers.AskOthersAsync($"{UserPath}/{Uri.EscapeDataString(user)}", cancellationToken).ConfigureAwait(false))
        {
            if (answer.IsOk && PartReading.ReadSessions(answer.Body.Span) is { Status: not "notHere" } other
                && (other.Status == "found" || found.Status == "notHere"))
            {
                found = other;
            }
        }

        return found;
    }

    private async Task<(IReadOnlyList<InstancePart> Parts, MissingParts Missing)> ReadOnceAsync(bool withState)
    {
        using var timeout = new CancellationTokenSource(s_patience);
        var others = peers.AskOthersAsync(QueryOf(withState), timeout.Token);
        var parts = new List<InstancePart> { await reader.ReadAsync(withState, _end, timeout.Token).ConfigureAwait(false) };
        var (silent, unreadable) = (new List<string>(), new List<string>());
        var answers = await others.ConfigureAwait(false);
        string[] oversized = [.. answers.Where(static answer => answer.IsTooLarge).Select(NameOf)];
        if (withState && oversized.Length > 0)
        {
            // It is their state that is large.
            answers = await Task.WhenAll(answers.Select(
                answer => answer.IsTooLarge ? peers.AskAsync(answer.Instance, QueryOf(withState: false), timeout.Token) : Task.FromResult(answer))).ConfigureAwait(false);
        }

        foreach (var answer in answers)
        {
            if (!answer.IsOk)
            {
                if (!answer.IsTooLarge)
                {
                    (answer.IsOfAnotherVersion ? unreadable : silent).Add(NameOf(answer));
                }

                continue;
            }

            if (!PartReading.TryRead(answer.Body.Span, out var part))
            {
                unreadable.Add(NameOf(answer));
            }

            if (part is not null)
            {
                parts.Add(part with { Instance = part.Instance with { IsThis = false } });
            }
        }

        // State is not read each time; what is known of it stays until it is read again.
        (_unreadable, _oversized) = withState ? (unreadable, oversized) : ([.. unreadable.Union(_unreadable)], [.. oversized.Union(_oversized)]);
        return (parts, new MissingParts(silent, _unreadable, _oversized, answers.Length + 1 - parts.Count));
    }

    private static string NameOf(PeerAnswer answer) => answer.Instance.Address?.ToString() ?? answer.Instance.Id;

    private string QueryOf(bool withState) =>
        string.Create(CultureInfo.InvariantCulture, $"{PartPath}?state={(withState ? 1 : 0)}{(_end is { } end ? $"&end={end}" : "")}");

    private async Task AnswerPartAsync(HttpContext context)
    {
        durations.Touch();
        var withState = context.Request.Query["state"] == "1";
        var end = long.TryParse(context.Request.Query["end"], NumberStyles.None, CultureInfo.InvariantCulture, out var minute) ? minute : (long?)null;
        var part = await reader.ReadAsync(withState, end, context.RequestAborted).ConfigureAwait(false);
        await context.Response.WriteJsonAsync(part, DashboardJson.Default.InstancePart).ConfigureAwait(false);
    }
}
