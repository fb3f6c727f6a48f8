using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>The questions about an application, and who answers them.</summary>
internal static class AnswerRoutes
{
    /// <summary>The routes of an application, except the events.</summary>
    public static IReadOnlyList<AnswerRoute> Of(ApplicationAnswers answers, InstanceAnswers instance)
    {
        return
        [
            new("", "The instance: its state, threads, tasks, stores, long work, waits and memory.", (_, _) => new(instance.Describe()), ForPeers: true),
            new("/openapi.json", "This description of the endpoints, as an OpenAPI document.", (_, _) => new(OpenApiDocument.Answer)),
            new("/topology", "The topology as text and as a Mermaid diagram.", (_, _) => new(instance.Topology())),
            new("/tasks", "The tasks of this instance, with offsets, lag and restore progress.", (_, _) => new(instance.Tasks()), ForPeers: true),
            new("/health", "Whether this instance is alive and ready; 503 when it is not.", (context, _) => instance.HealthAsync(context), ForPeers: true),
            new("/instances", "The descriptions of all instances; those that do not answer are named.", (context, _) => instance.InstancesAsync(context.RequestAborted)),
            new("/stores", "The stores: names, kinds, types of keys and values.", (_, _) => new(instance.Stores())),
            List("/stores/{store}", "A page of a store.", static _ => true, forPeers: true),
            Find("/stores/{store}/{key}", "What a store has for a key.", static _ => true, forPeers: true),
            List("/sessions/{store}", "A page of open sessions, by key.", IsSessions),
            new("/sessions/{store}/count", "How many sessions are open, and were opened and closed.", (context, mayAsk) => CountAsync(context, mayAsk), ForPeers: true),
            Find("/sessions/{store}/{key}", "The open sessions of a key.", IsSessions),
            List("/windows/{store}", "A page of open windows, by key.", IsWindows),
            Find("/windows/{store}/{key}", "The open windows of a key.", IsWindows),
            new("/funnels/{store}", "The counts of a funnel, with rates, breakdown and times; of a page of buckets.", (context, mayAsk) => FunnelAsync(context, mayAsk)),
            Find("/funnels/{store}/{key}", "The open attempts of a key in a funnel.", static kind => kind == StateStoreKind.Funnel),
        ];

        AnswerRoute List(string pattern, string summary, Func<StateStoreKind, bool> fits, bool forPeers = false) => new(
            pattern,
            summary,
            async (context, mayAsk) => await answers.ListAsync(
                StoreOf(context, fits), PageRequest.Parse(context.Request.Query, answers.Options), mayAsk, context.RequestAborted).ConfigureAwait(false),
            forPeers);

        AnswerRoute Find(string pattern, string summary, Func<StateStoreKind, bool> fits, bool forPeers = false) => new(
            pattern,
            summary,
            async (context, mayAsk) => await answers.FindAsync(StoreOf(context, fits), KeyOf(context), mayAsk, context.RequestAborted).ConfigureAwait(false),
            forPeers);

        async ValueTask<Answer> CountAsync(HttpContext context, bool mayAsk) => await instance.CountSessionsAsync(
            StoreOf(context, static kind => kind == StateStoreKind.OpenSessions).Name, mayAsk, context.RequestAborted).ConfigureAwait(false);

        // The store of the counts has the name of the funnel and a suffix; both names are understood.
        async ValueTask<Answer> FunnelAsync(HttpContext context, bool mayAsk)
        {
            var name = Text(context, "store");
            var store = answers.Current.Stores.FirstOrDefault(store => store.Kind == StateStoreKind.FunnelCounts && (store.Name == name || store.Name == $"{name}-counts"))
                ?? throw NoStore();
            return await answers.ListAsync(store, PageRequest.Parse(context.Request.Query, answers.Options), mayAsk, context.RequestAborted).ConfigureAwait(false);
        }

        StateStore StoreOf(HttpContext context, Func<StateStoreKind, bool> fits)
        {
            var name = Text(context, "store");
            return answers.Current.Stores.FirstOrDefault(store => store.Name == name && fits(store.Kind)) ?? throw NoStore();
        }
    }

    private static bool IsSessions(StateStoreKind kind) => kind is StateStoreKind.OpenSessions or StateStoreKind.Session;

    private static bool IsWindows(StateStoreKind kind) => kind is StateStoreKind.OpenWindows or StateStoreKind.Window;

    private static RefusedException NoStore() =>
        new(StatusCodes.Status404NotFound, "There is no such store", "Take the name of a store of the right kind from the list of stores.");

    private static string Text(HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";

    /// <summary>The key of a path. The server leaves an escaped slash as it is, so the key is taken from the path as it was sent.</summary>
    private static string KeyOf(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (string.IsNullOrEmpty(target))
        {
            return Text(context, "key");
        }

        var end = target.AsSpan().IndexOfAny('?', '#');
        var path = (end < 0 ? target.AsSpan() : target.AsSpan(0, end)).TrimEnd('/');
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..].ToString());
    }
}
