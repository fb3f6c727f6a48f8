using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClickstreamAnalysis.Events;
using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.Sessions;

namespace ClickstreamAnalysis;

/// <summary>Serdes that write click sessions as JSON.</summary>
public static class ClickSessions
{
    /// <summary>
    /// Writes a session as <c>{"type":"session","user":…,"start":…,"end":…,"eventCount":…,"entryPage":…,"exitPage":…,"pageViews":…,
    /// "referrer":…,"campaign":…,"id":"…","revision":…}</c>: times in milliseconds since 1970, absent texts as null, the id as the text
    /// of a <see cref="SessionId"/>. Facts that the options ask for follow: <c>"number"</c>, <c>"conversions"</c>, <c>"distinctPages"</c>,
    /// <c>"engaged"</c>. Unknown fields are ignored when reading. Thread-safe.
    /// </summary>
    public static ISerde<Session<string, SessionFacts>> Serde { get; } = new SessionSerde();

    /// <summary>
    /// Writes a change as a session with <c>"change"</c> (<c>opened</c>, <c>updated</c>, <c>merged</c>, <c>closed</c>) and, for a
    /// merged session, <c>"survivor"</c>: the id of the session that it merged into. Thread-safe.
    /// </summary>
    public static ISerde<SessionChange<string, SessionFacts>> ChangeSerde { get; } = new SessionChangeSerde();

    /// <summary>
    /// Writes a late click as <c>{"type":"late","time":…,"streamTime":…,"lateness":…,"reason":…,"click":{…}}</c>: times in milliseconds
    /// since 1970, lateness in milliseconds, the click as <see cref="ClickEvent.Serde"/> writes it. Thread-safe.
    /// </summary>
    public static ISerde<LateRecord<ClickEvent>> LateSerde => LateClickSerde.Instance;

    // The default encoder would write each '&' of a URL as six bytes; relaxed escaping is safe because nothing here is embedded in HTML.
    private static readonly JsonWriters s_writers = new(
        new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    private static void Write(Utf8JsonWriter json, in Session<string, SessionFacts> session)
    {
        json.WriteString("type"u8, "session"u8);
        json.WriteString("user"u8, session.Key);
        json.WriteNumber("start"u8, session.StartMs);
        json.WriteNumber("end"u8, session.EndMs);
        json.WriteNumber("eventCount"u8, session.EventCount);
        json.WriteString("entryPage"u8, session.Aggregate.EntryPage);
        json.WriteString("exitPage"u8, session.Aggregate.ExitPage);
        json.WriteNumber("pageViews"u8, session.Aggregate.PageViews);
        json.WriteString("referrer"u8, session.Aggregate.Referrer);
        json.WriteString("campaign"u8, session.Aggregate.Campaign);
        WriteId(json, "id"u8, session.Id);
        json.WriteNumber("revision"u8, session.Revision);
        if (session.Number > 0)
        {
            json.WriteNumber("number"u8, session.Number);
        }

        if (session.Aggregate.Extras is { } extras)
        {
            WriteExtras(json, extras);
        }
    }

    private static void WriteExtras(Utf8JsonWriter json, SessionExtras extras)
    {
        json.WriteNumber("conversions"u8, extras.Conversions);
        if (extras.DistinctPages is { } pages)
        {
            json.WriteNumber("distinctPages"u8, pages);
        }

        if (extras.IsEngaged is { } isEngaged)
        {
            json.WriteBoolean("engaged"u8, isEngaged);
        }
    }

    private static void WriteId(Utf8JsonWriter json, ReadOnlySpan<byte> name, SessionId id)
    {
        Span<char> text = stackalloc char[SessionId.MaxTextLength];
        json.WriteString(name, text[..id.Format(text)]);
    }

    private static SessionFields ReadFields(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, SessionJson.Default.SessionFields) ?? new SessionFields();
        }
        catch (JsonException error)
        {
            throw new SerdeException("invalid-session", "These bytes are not a session as JSON.", error);
        }
    }

    private static SessionId? ParseId(string? text) => text is null ? null
        : SessionId.TryParse(text, out var id) ? id
        : throw new SerdeException("invalid-session", "This JSON is not a session: its id is not the text of a SessionId.");

    private static Session<string, SessionFacts> ToSession(SessionFields fields)
    {
        if (fields.User is null)
        {
            throw new SerdeException("invalid-session", "This JSON is not a session: it names no user.");
        }

        if (fields.End < fields.Start || !UnixTime.IsTimeSpan(fields.Start, fields.End))
        {
            throw new SerdeException("invalid-session", "This JSON is not a session: it ends before it starts, or lasts longer than a TimeSpan holds.");
        }

        return new()
        {
            Key = fields.User,
            Id = ParseId(fields.Id) ?? default,
            StartMs = fields.Start,
            EndMs = fields.End,
            EventCount = fields.EventCount,
            Revision = fields.Revision,
            Number = fields.Number ?? 0,
            Aggregate = fields.ToFacts(),
        };
    }

    private sealed class SessionSerde : ISerde<Session<string, SessionFacts>>
    {
        public Session<string, SessionFacts> Deserialize(ReadOnlySpan<byte> bytes) => ToSession(ReadFields(bytes));

        public void Serialize(in Session<string, SessionFacts> value, IBufferWriter<byte> destination)
        {
            var json = s_writers.Take(destination);
            json.WriteStartObject();
            Write(json, in value);
            json.WriteEndObject();
            json.Flush();
            s_writers.Return(json);
        }
    }

    private sealed class SessionChangeSerde : ISerde<SessionChange<string, SessionFacts>>
    {
        public SessionChange<string, SessionFacts> Deserialize(ReadOnlySpan<byte> bytes)
        {
            var fields = ReadFields(bytes);
            return new(
                fields.Change switch
                {
                    "opened" => SessionChangeKind.Opened,
                    "updated" => SessionChangeKind.Updated,
                    "merged" => SessionChangeKind.Merged,
                    "closed" => SessionChangeKind.Closed,
                    _ => throw new SerdeException("invalid-session-change", "This JSON has no valid change of a session."),
                },
                ToSession(fields),
                ParseId(fields.Survivor));
        }

        public void Serialize(in SessionChange<string, SessionFacts> value, IBufferWriter<byte> destination)
        {
            var json = s_writers.Take(destination);
            json.WriteStartObject();
            Write(json, value.Session);
            json.WriteString("change"u8, value.Kind switch
            {
                SessionChangeKind.Opened => "opened"u8,
                SessionChangeKind.Updated => "updated"u8,
                SessionChangeKind.Merged => "merged"u8,
                _ => "closed"u8,
            });
            if (value.SurvivorId is { } survivor)
            {
                WriteId(json, "survivor"u8, survivor);
            }

            json.WriteEndObject();
            json.Flush();
            s_writers.Return(json);
        }
    }
}
