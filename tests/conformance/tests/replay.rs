//! The replay finds what is wrong: scripts against a subject that does what each test tells it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use witsocket_conformance::{
    Closed, Command, Cut, Event, Failure, Fault, Kind, Misuse, Output, Script, Setup, Subject,
    replay,
};

/// What the replay does to the fake.
#[derive(Clone, Debug, PartialEq)]
enum Call {
    Start,
    Receive(Vec<u8>),
    Eof,
    Timeout(Duration),
    Apply(Command),
    Block,
    Unblock,
}

/// What the fake answers.
enum Reply {
    Write(&'static [u8]),
    End,
    Emit(Event),
    Deadline(Option<Duration>),
    Deaf,
    Refuse(&'static str),
}

use Reply::{Deadline, Deaf, Emit, End, Refuse, Write};

type Brain = Rc<RefCell<dyn FnMut(&Call) -> Vec<Reply>>>;

struct Fake {
    brain: Brain,
    events: VecDeque<Event>,
    output: VecDeque<Output>,
    deadline: Option<Duration>,
    wants_read: bool,
}

impl Fake {
    fn call(&mut self, call: Call) -> Result<(), Misuse> {
        let replies = (self.brain.borrow_mut())(&call);
        for reply in replies {
            match reply {
                Write(data) => self.output.push_back(Output::Data(data.to_vec())),
                End => self.output.push_back(Output::Eof),
                Emit(event) => self.events.push_back(event),
                Deadline(deadline) => self.deadline = deadline,
                Deaf => self.wants_read = false,
                Refuse(name) => return Err(Misuse(name.into())),
            }
        }
        Ok(())
    }
}

impl Subject for Fake {
    fn receive(&mut self, data: &[u8], _now: Duration) {
        self.call(Call::Receive(data.to_vec())).unwrap();
    }

    fn receive_eof(&mut self, _now: Duration) {
        self.call(Call::Eof).unwrap();
    }

    fn timeout(&mut self, now: Duration) {
        self.call(Call::Timeout(now)).unwrap();
    }

    fn apply(&mut self, command: &Command, _now: Duration) -> Result<(), Misuse> {
        self.call(Call::Apply(command.clone()))
    }

    fn block(&mut self) {
        self.call(Call::Block).unwrap();
    }

    fn unblock(&mut self, _now: Duration) {
        self.call(Call::Unblock).unwrap();
    }

    fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn poll_transmit(&mut self) -> Option<Output> {
        self.output.pop_front()
    }

    fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    fn wants_read(&self) -> bool {
        self.wants_read
    }
}

/// Replays `steps`; `brain` answers each call.
fn run(
    steps: &str,
    cut: Cut,
    brain: impl FnMut(&Call) -> Vec<Reply> + 'static,
) -> Result<(), Box<Failure>> {
    let brain: Brain = Rc::new(RefCell::new(brain));
    let start = |_: &Setup, _| -> Result<Box<dyn Subject>, Misuse> {
        let mut fake = Fake {
            brain: brain.clone(),
            events: VecDeque::new(),
            output: VecDeque::new(),
            deadline: None,
            wants_read: true,
        };
        fake.call(Call::Start)?;
        Ok(Box::new(fake))
    };
    let script = Script::parse("fake.ws", &format!("# a rule\n{steps}")).unwrap();
    replay(&script, cut, &start).map(|_| ())
}

/// The failure has to be at `line`, and to say `words`.
#[track_caller]
fn fails(result: Result<(), Box<Failure>>, line: usize, words: &str) {
    let failure = result.expect_err("the replay has to fail");
    assert_eq!(failure.line, line, "{failure}");
    assert!(failure.to_string().contains(words), "{failure}");
}

/// A fake that answers any input or command with `replies`, and nothing else with anything.
fn answers(mut replies: impl FnMut() -> Vec<Reply> + 'static) -> impl FnMut(&Call) -> Vec<Reply> {
    move |call| match call {
        Call::Receive(_) | Call::Apply(_) => replies(),
        _ => vec![],
    }
}

fn text(data: &str) -> Event {
    Event::Text(data.as_bytes().to_vec())
}

fn closed() -> Event {
    Event::Closed(Closed {
        code: 1000,
        reason: vec![],
        sent: Some(1000),
        clean: true,
        order: None,
        cause: None,
    })
}

#[test]
fn a_script_that_is_met_passes() {
    let result = run(
        "server open\n< 81 80 00000000\n! text \"a\"\n> 88\n> 02 \"hi\"\n> eof\n! closed 1000 clean",
        Cut::Whole,
        answers(|| vec![Emit(text("a")), Write(b"\x88\x02h"), Write(b"i"), End, Emit(closed())]),
    );
    assert_eq!(result, Ok(()));
}

#[test]
fn other_output_is_shown_at_its_place() {
    let result = run(
        "server open\n< 88 82 00000000 03e8\n> 88 02\n> 03 e8",
        Cut::Whole,
        answers(|| vec![Write(b"\x88\x02\x03\xe9")]),
    );
    let failure = result.unwrap_err();
    assert_eq!((failure.line, &*failure.source), (5, "> 03 e8"));
    assert_eq!(
        failure.fault,
        Fault::Different {
            what: "the output differs, from byte 1 of this line on".into(),
            expected: "e8  |.|".into(),
            actual: "e9  |.|".into(),
        }
    );
    assert_eq!(
        failure.seen,
        ["  2  server open", "  3  < 88 82 00000000 03e8", "         > 88 02 03 e9  |....|"]
    );
}

#[test]
fn missing_output_and_events_fail() {
    let silent = || answers(Vec::new);
    fails(run("server open\n< 00\n> 00", Cut::Whole, silent()), 4, "actual    (nothing)");
    fails(run("server open\n< 00\n> eof", Cut::Whole, silent()), 4, "actual    nothing");
    fails(run("server open\n< 00\n! open", Cut::Whole, silent()), 4, "actual    no event");
    let once = || answers(|| vec![Emit(text("x"))]);
    fails(run("server open\n< 00\n! 2*text \"x\"", Cut::Whole, once()), 4, "no event");
    assert_eq!(run("server open\n< 00\n! 1*text \"x\"", Cut::Whole, once()), Ok(()));
}

#[test]
fn nothing_may_remain_before_the_next_action_or_at_the_end() {
    let writes = || answers(|| vec![Write(b"abc")]);
    fails(run("server open\n< 00\n> \"ab\"\n< eof", Cut::Whole, writes()), 5, "> 63  |c|");
    fails(run("server open\n< 00\n> \"ab\"", Cut::Whole, writes()), 4, "> 63  |c|");
    let emits = answers(|| vec![Emit(text("x"))]);
    fails(run("server open\nfinish\n@ +1s", Cut::Whole, emits), 4, "! text 78");
    let ends = answers(|| vec![End]);
    fails(run("server open\nfinish", Cut::Whole, ends), 3, "> eof");
}

#[test]
fn closed_is_the_last_event_and_eof_the_last_output() {
    let twice = answers(|| vec![Emit(closed()), Emit(text("late"))]);
    fails(run("server open\n< 00\n! closed 1000 clean", Cut::Whole, twice), 3, "the last event");
    let after = answers(|| vec![End, Write(b"late")]);
    fails(run("server open\n< 00\n> eof", Cut::Whole, after), 3, "the stream was ended");
}

#[test]
fn input_comes_whole_or_in_pieces() {
    let received = |cut| {
        let pieces = Rc::new(RefCell::new(Vec::new()));
        let log = pieces.clone();
        run("server open\n< \"abcdefghijklm\"\n< \"nop\"\n< eof", cut, move |call: &Call| {
            if let Call::Receive(data) = call {
                log.borrow_mut().push(String::from_utf8(data.clone()).unwrap());
            }
            vec![]
        })
        .unwrap();
        pieces.take()
    };
    assert_eq!(received(Cut::Whole), ["abcdefghijklmnop"]);
    assert_eq!(received(Cut::EveryByte).len(), 16);
    let random = received(Cut::Random(1));
    assert_eq!(random.concat(), "abcdefghijklmnop");
    assert_eq!(random, received(Cut::Random(1)));
    assert!((2..16).contains(&random.len()), "{random:?}");
}

#[test]
fn time_stops_at_each_deadline_on_the_way() {
    let calls = Rc::new(RefCell::new(Vec::new()));
    let log = calls.clone();
    let result = run("server open\n@ +10s\n@ +5s", Cut::Whole, move |call| match call {
        Call::Start => vec![Deadline(Some(Duration::from_secs(4)))],
        Call::Timeout(now) => {
            log.borrow_mut().push(now.as_secs());
            vec![Deadline(Some(*now + Duration::from_secs(4)))]
        }
        _ => vec![],
    });
    assert_eq!(result, Ok(()));
    assert_eq!(*calls.borrow(), [4, 8, 12]);
}

#[test]
fn a_deadline_that_stands_still_fails() {
    let stuck = |call: &Call| match call {
        Call::Start => vec![Deadline(Some(Duration::from_secs(1)))],
        _ => vec![],
    };
    fails(run("server open\n@ +2s", Cut::Whole, stuck), 3, "does not move the deadline");
}

#[test]
fn needless_timeouts_are_asked_for_after_each_action() {
    let calls = Rc::new(RefCell::new(Vec::new()));
    let log = calls.clone();
    let result = run("server open\n< 00\n< eof", Cut::NeedlessTimeouts, move |call| {
        log.borrow_mut().push(call.clone());
        vec![]
    });
    assert_eq!(result, Ok(()));
    let timeout = Call::Timeout(Duration::ZERO);
    let expected =
        [Call::Start, timeout.clone(), Call::Receive(vec![0]), timeout.clone(), Call::Eof, timeout];
    assert_eq!(*calls.borrow(), expected);
}

#[test]
fn a_refused_command_has_to_be_announced() {
    let refuses = || answers(|| vec![Refuse("not-open")]);
    assert_eq!(run("server open\nfinish\nerr not-open", Cut::Whole, refuses()), Ok(()));
    fails(run("server open\nfinish", Cut::Whole, refuses()), 3, "actual    not-open");
    fails(run("server open\nfinish\nerr no-message", Cut::Whole, refuses()), 3, "no-message");
    let takes = answers(Vec::new);
    fails(run("server open\nfinish\nerr not-open", Cut::Whole, takes), 3, "actual    ok");
}

#[test]
fn a_refused_command_changes_nothing() {
    let writes = answers(|| vec![Write(b"x"), Refuse("not-open")]);
    fails(run("server open\nfinish\nerr not-open", Cut::Whole, writes), 3, "> 78  |x|");
    let deaf = answers(|| vec![Deaf, Refuse("not-open")]);
    fails(run("server open\nfinish\nerr not-open", Cut::Whole, deaf), 3, "yet it changed");
}

#[test]
fn a_connection_may_be_refused_at_the_start() {
    let refuses = |_: &Call| vec![Refuse("invalid-target")];
    assert_eq!(run("client\nerr invalid-target", Cut::Whole, refuses), Ok(()));
    fails(run("client", Cut::Whole, refuses), 2, "actual    invalid-target");
    let takes = |_: &Call| vec![];
    fails(run("client\nerr invalid-target", Cut::Whole, takes), 2, "actual    it begins");
}

#[test]
fn a_blocked_transport_takes_nothing() {
    let brain = || answers(|| vec![Write(b"abc"), Emit(text("x"))]);
    let met = "server open\nblock\n< 00\n! text \"x\"\nunblock\n> \"abc\"";
    assert_eq!(run(met, Cut::Whole, brain()), Ok(()));
    fails(run("server open\nblock\n< 00\n> \"abc\"", Cut::Whole, brain()), 5, "(nothing)");
}

#[test]
fn wants_read_is_compared() {
    let deaf = || answers(|| vec![Deaf]);
    assert_eq!(run("server open\n< 00\nwants-read off", Cut::Whole, deaf()), Ok(()));
    fails(run("server open\n< 00\nwants-read on", Cut::Whole, deaf()), 4, "actual    off");
}

#[test]
fn the_head_is_searched_for_headers() {
    let head = || {
        answers(|| {
            vec![Write(b"HTTP/1.1 405 No\r\nAllow: GET\r\nContent-Length: 2\r\n\r\nno"), End]
        })
    };
    let rest = "server\n< 00\n> \"HTTP/1.1 405 \" %rest\n> eof\n";
    let run = |steps: &str| run(&format!("{rest}{steps}"), Cut::Whole, head());
    assert_eq!(run("header \"Allow: GET\"\nno-header \"Date\""), Ok(()));
    fails(run("header \"Allow: PUT\""), 6, "a header");
    fails(run("no-header \"allow\""), 6, "not there");
}

#[test]
fn a_response_has_the_length_that_it_states() {
    let brain = answers(|| vec![Write(b"HTTP/1.1 405 No\r\nContent-Length: 3\r\n\r\nno"), End]);
    let result = run("server\n< 00\n> %rest\n> eof", Cut::Whole, brain);
    fails(result, 5, "|Content-Length: 2|");
}

#[test]
fn neighbouring_chunks_are_one_where_bytes_make_them() {
    let chunk =
        |data: &[u8], last| Emit(Event::Chunk { kind: Kind::Binary, last, data: data.to_vec() });
    let brain = move || {
        answers(move || {
            vec![chunk(b"a", false), chunk(b"", false), chunk(b"b", true), chunk(b"c", true)]
        })
    };
    let merged = "server open delivery=chunk\n< 00\n! chunk binary last \"ab\"\n\
                  ! chunk binary last \"c\"";
    assert_eq!(run(merged, Cut::Whole, brain()), Ok(()));
    let frames = "server open delivery=frame\n< 00\n! chunk binary \"a\"\n! chunk binary\n\
                  ! chunk binary last \"b\"\n! chunk binary last \"c\"";
    assert_eq!(run(frames, Cut::Whole, brain()), Ok(()));
}

/// One compressed message after another, as a server with a window of 8 bits writes them.
fn compresses(
    setup: &str,
    steps: &str,
    frames: &'static [&'static [u8]],
) -> Result<(), Box<Failure>> {
    let mut frames = frames.iter();
    let brain = answers(move || frames.next().map(|frame| Write(frame)).into_iter().collect());
    let steps = steps.replace('\n', "\nfinish\n");
    run(&format!("server open {setup}\nfinish\n{steps}"), Cut::Whole, brain)
}

// RFC 7692 §7.2.3.1, §7.2.3.2: "Hello", and "Hello" once more.
const HELLO: &[u8] = &[0xc1, 7, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 7, 0];
const AGAIN: &[u8] = &[0xc1, 5, 0xf2, 0, 0x11, 0, 0];

#[test]
fn compressed_messages_are_inflated() {
    let twice = "> deflated text \"Hello\"\n> deflated text size=5..6 \"Hello\"";
    assert_eq!(compresses("deflate=\"\"", twice, &[HELLO, AGAIN]), Ok(()));
    let alone = "deflate=\"server_no_context_takeover\"";
    assert_eq!(compresses(alone, twice.split('\n').next().unwrap(), &[HELLO]), Ok(()));
    fails(compresses(alone, twice, &[HELLO, AGAIN]), 6, "beyond the beginning");
}

#[test]
fn other_compressed_messages_fail() {
    let on = "deflate=\"\"";
    for (steps, frame, words) in [
        ("> deflated text \"Hullo\"", HELLO, "inflates to"),
        ("> deflated binary \"Hello\"", HELLO, "first byte"),
        ("> deflated begin text \"Hello\"", HELLO, "first byte"),
        ("> deflated part \"Hello\"", HELLO, "first byte"),
        ("> deflated text size=8.. \"Hello\"", HELLO, "7 bytes"),
        ("> deflated text size=..7 \"Hello\"", HELLO, "7 bytes"),
        ("> deflated text cut=5 \"Hello\"", HELLO, "first byte"),
        ("> deflated text \"Hello\"", &HELLO[..8], "a compressed frame"),
        ("> deflated text \"Hello\"", b"\x81\x07\xf2\x48\xcd\xc9\xc9\x07\x00", "first byte"),
        ("> deflated text \"Hello\"", b"\xc1\x87\0\0\0\0\xf2\x48\xcd\xc9\xc9\x07\x00", "masks"),
        ("> deflated text \"Hello\"", b"\xc1\x7e\0\x07\xf2\x48\xcd\xc9\xc9\x07\x00", "minimal"),
        ("> deflated text", b"\xc1\x01\x06", "block type 3"),
        ("> deflated text", b"\xc1\x01\x01", "final"),
        ("> deflated text", b"\xc1\x00", "where a block does"),
    ] {
        fails(compresses(on, steps, Vec::leak(vec![frame])), 4, words);
    }
    fails(compresses("", "> deflated text", &[HELLO]), 4, "not agreed on");
}

#[test]
fn fragments_of_a_compressed_message_are_inflated_together() {
    // RFC 7692 §7.2.3.1, in two frames.
    let frames: &[&[u8]] = &[b"\x41\x03\xf2\x48\xcd", b"\x80\x04\xc9\xc9\x07\x00"];
    let steps = "> deflated begin text \"He\"\n> deflated finish \"llo\"";
    assert_eq!(compresses("deflate=\"\"", steps, frames), Ok(()));
    let both: &[&[u8]] = &[b"\x41\x04\xf2\x48\xcd\xc9\x80\x03\xc9\x07\x00"];
    let cut = |cut: usize| format!("> deflated text cut={cut} \"Hello\"");
    assert_eq!(compresses("deflate=\"\"", &cut(4), both), Ok(()));
    fails(compresses("deflate=\"\"", &cut(3), both), 4, "4 bytes");
    fails(compresses("deflate=\"\"", &cut(5), both), 4, "4 bytes");
}
