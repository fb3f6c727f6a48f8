using ClickstreamAnalysis.AspNetCore.Json;
using ClickstreamAnalysis.AspNetCore.Peers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>Answers questions about one application of the host: from this instance, and from the others what they have. Thread-safe.</summary>
internal sealed class ApplicationAnswers
{
    private readonly AnswerSerialization _json;

    public ApplicationAnswers(IServiceProvider services, ClickstreamApplication application)
    {
        Application = application;
        Options = services.GetRequiredService<IOptionsMonitor<ClickstreamHttpOptions>>().Get(application.Name);
        Peers = PeerGroup.Of(services, application);
        _json = new AnswerSerialization(Options.SerializerOptions, services);
    }

    public ClickstreamApplication Application { get; }

    public ClickstreamHttpOptions Options { get; }

    public PeerGroup Peers { get; }

    /// <summary>The application that runs.</summary>
    /// <exception cref="RefusedException">The host has not created it.</exception>
    public StreamsApplication Current => Application.TryGetCurrent(out var current) ? current : throw new RefusedException(
        StatusCodes.Status503ServiceUnavailable, "The application has not started", "Ask again when it runs.");

    /// <summary>Finds what a store has for a key: the windows, sessions or attempts of the key, or its value.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The key, as in a path after unescaping.</param>
    /// <param name="mayAsk">Whether the instance that has the key may be asked; false when another instance asks.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="RefusedException">There is no such store, or the key is not one of it.</exception>
    public async Task<Answer> FindAsync(StateStore store, string key, bool mayAsk, CancellationToken cancellationToken)
    {
        var application = Current;
        using var view = await application.QueryAsync([store.Name], cancellationToken).ConfigureAwait(false);
        var found = store.Accept(new KeyQuery(application, view, key, _json));
        if (found.Status != StateAnswerStatus.NotHere)
        {
            return Of(store, found);
        }

        var owner = found.Owner;
        if (!mayAsk || owner is not { Status: StateOwnerStatus.Elsewhere or StateOwnerStatus.RestoringElsewhere, Address: not null, InstanceId: { } id })
        {
            return Of(store, found);
        }

        if (!Peers.IsEnabled)
        {
            return Answer.Problem(
                StatusCodes.Status421MisdirectedRequest,
                "Another instance has the key",
                "Ask the owner. It is fetched from there when all instances have the same PeerKey.",
                writer => AnswerParts.Owner(writer, owner));
        }

        var answer = await Peers.AskAsync(
            new StreamsInstance(id, owner.Address, IsThis: false, []), $"/stores/{Uri.EscapeDataString(store.Name)}/{Uri.EscapeDataString(key)}", cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            { Status: StatusCodes.Status200OK or StatusCodes.Status404NotFound } => new Answer(answer.Status.Value, answer.Body),
            { IsLate: true } => Failed(StatusCodes.Status504GatewayTimeout, "did not answer in time"),
            { Status: StatusCodes.Status503ServiceUnavailable or StatusCodes.Status421MisdirectedRequest } =>
                Failed(StatusCodes.Status503ServiceUnavailable, "does not have the key yet, or not any more"),
            _ => Failed(StatusCodes.Status502BadGateway, answer.Reason),
        };

        Answer Failed(int status, string reason) => Answer.Problem(
            status, "The instance that has the key has no answer", $"It {reason}. Ask again soon.", writer => AnswerParts.Owner(writer, owner)) with
        { RetryAfter = 1 };
    }

    /// <summary>Reads a page of a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="request">Which rows.</param>
    /// <param name="mayAsk">Whether other instances may be asked.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="RefusedException">A parameter is not valid.</exception>
    public async Task<Answer> ListAsync(StateStore store, PageRequest request, bool mayAsk, CancellationToken cancellationToken)
    {
        var application = Current;
        var owners = application.FindOwners(store.Name);
        using var view = await application.QueryAsync([store.Name], cancellationToken).ConfigureAwait(false);
        var page = store.Accept(new PageQuery(view, [.. owners.Select(static owner => owner.TaskId!)], request, _json, cancellationToken));
        var missing = new List<(string, string)>();
        if (page.Gaps.Count > 0 && mayAsk && Peers.IsEnabled)
        {
            var asked = owners.Where(static owner => owner.Status == StateOwnerStatus.Elsewhere).DistinctBy(static owner => owner.InstanceId)
                .Select(owner => Peers.AskAsync(
                    new StreamsInstance(owner.InstanceId!, owner.Address, IsThis: false, []), $"/stores/{Uri.EscapeDataString(store.Name)}{request.ToQuery()}", cancellationToken));
            var others = new List<Page>();
            foreach (var answer in await Task.WhenAll(asked).ConfigureAwait(false))
            {
                if (answer.IsOk && Page.Parse(answer.Body) is { } other)
                {
                    others.Add(other);
                }
                else
                {
                    missing.Add((answer.Instance.Id, answer.Reason));
                }
            }

            page = page.With(others, request.Limit);
        }

        return page.Positions.Count == 0 && page.Gaps.Count == 0 ? NotRunning() : page.Write(store, missing);
    }

    private static Answer NotRunning() => Answer.Problem(
        StatusCodes.Status503ServiceUnavailable, "The state cannot be read", "The application does not run. Ask again when its state is running.");

    private static Answer Of(StateStore store, KeyAnswer found)
    {
        if (found.Status is not (StateAnswerStatus.Found or StateAnswerStatus.NotFound))
        {
            return found.Status switch
            {
                StateAnswerStatus.Restoring => Unavailable("The state of the key is being restored", "Ask again soon."),
                StateAnswerStatus.NotRunning => NotRunning(),
                _ => Unavailable("This instance does not have the key", "It is moving, or its instance has no AdvertisedAddress. Ask again soon."),
            };
        }

        return Answer.Of(found.Status == StateAnswerStatus.Found ? StatusCodes.Status200OK : StatusCodes.Status404NotFound, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("status", EnumName.Of(found.Status));
            writer.WriteString("store", store.Name);
            writer.WriteString("kind", EnumName.Of(store.Kind));
            if (found.Value is { } value)
            {
                writer.WritePropertyName("value");
                writer.WriteRawValue(value, skipInputValidation: true);
            }

            if (found.Position is { } position)
            {
                writer.WritePropertyName("position");
                writer.WriteRawValue(AnswerParts.Position(position), skipInputValidation: true);
            }

            AnswerParts.Owner(writer, found.Owner);
            writer.WriteEndObject();
        });

        Answer Unavailable(string title, string detail) =>
            Answer.Problem(StatusCodes.Status503ServiceUnavailable, title, detail, writer => AnswerParts.Owner(writer, found.Owner));
    }
}
