// A small addon that is healthy, or ill in the ways that the environment variable SICK names (a comma between):
//   leak     add() leaks 16 bytes a call
//   table    add() keeps every sum in a table that doubles
//   ref      hold() leaks a reference to its argument
//   uaf      a Box frees its bytes while an array still shows them
//   worker   crashes when a worker ends
//   block    work() blocks the event loop before it returns
//   string   size() throws a string
//   abort    size() aborts the process on a bad argument
//   libuv    work() fills libuv's threads
//   exit     add() ends the process with status 0 at its 6th call, as if all were well
//   later    work() leaks 200 bytes a call, once its promise is settled
//   failing  each() leaks 300 bytes when its callback throws
//   swallow  each() goes on when its callback throws
//   follow   hold() follows `next` for as long as it is an object
#include <node_api.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_leaking, is_referring, is_freeing, is_crashing, is_blocking, is_stringing, is_aborting, is_starving;
static bool is_exiting, is_leaking_later, is_leaking_on_failure, is_swallowing, is_following, is_keeping;

static bool sick(const char *illness) {
  const char *found = getenv("SICK");
  size_t length = strlen(illness);
  for (const char *at = found; at != NULL && (at = strstr(at, illness)) != NULL; at++) {
    bool starts = at == found || at[-1] == ',';
    if (starts && (at[length] == '\0' || at[length] == ',')) return true;
  }
  return false;
}

// Bytes that it took and did not give back, as liveBytes() tells them.
static atomic_llong live_bytes;

static void *take(size_t size) {
  void *taken = calloc(1, size);
  if (taken != NULL) atomic_fetch_add(&live_bytes, (long long)size);
  return taken;
}

static void give_back(void *taken, size_t size) {
  free(taken);
  atomic_fetch_sub(&live_bytes, (long long)size);
}

static void lose(size_t size) {
  char *volatile lost = take(size);
  memset(lost, 1, size);
}

// Keeps a number for good. Workers may do so too.
static void keep(double number) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static double *kept;
  static size_t count, places;
  pthread_mutex_lock(&lock);
  if (count == places) {
    size_t more = places == 0 ? 64 : 2 * places;
    double *larger = take(more * sizeof *larger);
    // As hash tables do, it writes to every place.
    for (size_t i = 0; i < more; i++) larger[i] = i < count ? kept[i] : -1;
    if (kept != NULL) give_back(kept, places * sizeof *kept);
    kept = larger;
    places = more;
  }
  kept[count++] = number;
  pthread_mutex_unlock(&lock);
}

static napi_value live(napi_env env, napi_callback_info info) {
  napi_value result;
  (void)info;
  napi_create_int64(env, atomic_load(&live_bytes), &result);
  return result;
}

static napi_value fail(napi_env env, const char *code, const char *message) {
  napi_throw_type_error(env, code, message);
  return NULL;
}

// add(a, b): their sum.
static napi_value add(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value args[2], sum;
  double a, b;
  napi_get_cb_info(env, info, &count, args, NULL, NULL);
  if (napi_get_value_double(env, args[0], &a) != napi_ok || napi_get_value_double(env, args[1], &b) != napi_ok)
    return fail(env, "NOT_A_NUMBER", "add: both arguments must be numbers");
  if (is_leaking) lose(16);
  if (is_keeping) keep(a + b);
  static atomic_int calls;
  if (is_exiting && atomic_fetch_add(&calls, 1) == 5) _exit(0);
  napi_create_double(env, a + b, &sum);
  return sum;
}

// hold(object): the same object.
static napi_value hold(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value object;
  napi_valuetype type;
  napi_ref reference;
  napi_get_cb_info(env, info, &count, &object, NULL, NULL);
  napi_typeof(env, object, &type);
  if (type != napi_object) return fail(env, "NOT_AN_OBJECT", "hold: the argument must be an object");
  napi_value next = object;
  while (is_following && type == napi_object)
    if (napi_get_named_property(env, next, "next", &next) != napi_ok || napi_typeof(env, next, &type) != napi_ok)
      return NULL;
  napi_create_reference(env, object, 1, &reference);
  if (!is_referring) napi_delete_reference(env, reference);
  return object;
}

// size(text): its length in bytes of UTF-8.
static napi_value size(napi_env env, napi_callback_info info) {
  size_t count = 1, length;
  napi_value text, result;
  napi_get_cb_info(env, info, &count, &text, NULL, NULL);
  if (napi_get_value_string_utf8(env, text, NULL, 0, &length) != napi_ok) {
    if (is_aborting) abort();
    if (is_stringing) {
      napi_create_string_utf8(env, "size: not a string", NAPI_AUTO_LENGTH, &result);
      napi_throw(env, result);
      return NULL;
    }
    return fail(env, "NOT_A_STRING", "size: the argument must be a string");
  }
  napi_create_int64(env, (int64_t)length, &result);
  return result;
}

// each(count, callback): the sum of callback(0), callback(1), …
static napi_value each(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value args[2], undefined, argument, result;
  napi_valuetype type;
  uint32_t calls;
  double sum = 0, term;
  napi_get_cb_info(env, info, &count, args, NULL, NULL);
  napi_typeof(env, args[1], &type);
  if (napi_get_value_uint32(env, args[0], &calls) != napi_ok || calls > 1000 || type != napi_function)
    return fail(env, "BAD_ARGUMENTS", "each: a number from 0 to 1000 and a function are needed");
  napi_get_undefined(env, &undefined);
  for (uint32_t i = 0; i < calls; i++) {
    napi_create_uint32(env, i, &argument);
    if (napi_call_function(env, undefined, args[1], 1, &argument, &result) != napi_ok) {
      if (is_leaking_on_failure) lose(300);
      if (!is_swallowing) return NULL;
      napi_get_and_clear_last_exception(env, &result);
    } else if (napi_get_value_double(env, result, &term) != napi_ok) {
      return fail(env, "NOT_A_NUMBER", "each: the function must return a number");
    } else {
      sum += term;
    }
  }
  napi_create_double(env, sum, &result);
  return result;
}

// Bytes that a Box owns together with the arrays that show them.
typedef struct {
  atomic_int owners;
  size_t length;
  uint8_t bytes[];
} Bytes;

static void let_go(napi_env env, void *data, void *hint) {
  (void)env, (void)data;
  Bytes *bytes = hint;
  if (atomic_fetch_sub(&bytes->owners, 1) == 1) give_back(bytes, sizeof(Bytes) + bytes->length);
}

static void box_gone(napi_env env, void *data, void *hint) {
  Bytes *bytes = data;
  if (is_freeing) memset(bytes->bytes, 0xdd, bytes->length);
  let_go(env, NULL, bytes);
  (void)hint;
}

// new Box(length): bytes 0, 1, 2, …
static napi_value box_new(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, self;
  uint32_t length;
  napi_get_cb_info(env, info, &count, &argument, &self, NULL);
  if (napi_get_value_uint32(env, argument, &length) != napi_ok || length == 0 || length > 65536)
    return fail(env, "BAD_LENGTH", "Box: length must be a number from 1 to 65536");
  Bytes *bytes = take(sizeof(Bytes) + length);
  if (bytes == NULL) return fail(env, "OUT_OF_MEMORY", "Box: out of memory");
  atomic_init(&bytes->owners, 1);
  bytes->length = length;
  for (uint32_t i = 0; i < length; i++) bytes->bytes[i] = (uint8_t)i;
  napi_wrap(env, self, bytes, box_gone, NULL, NULL);
  return self;
}

// box.bytes(): an ArrayBuffer that shows the bytes.
static napi_value box_bytes(napi_env env, napi_callback_info info) {
  napi_value self, buffer;
  Bytes *bytes;
  napi_get_cb_info(env, info, NULL, NULL, &self, NULL);
  if (napi_unwrap(env, self, (void **)&bytes) != napi_ok) return fail(env, "NOT_A_BOX", "bytes: not a Box");
  if (!is_freeing) atomic_fetch_add(&bytes->owners, 1);
  napi_create_external_arraybuffer(env, bytes->bytes, bytes->length, is_freeing ? NULL : let_go, bytes, &buffer);
  return buffer;
}

// What work() was asked for.
typedef struct {
  napi_deferred deferred;
  napi_threadsafe_function function;
  napi_async_work work;
  pthread_t thread;
  uint32_t ms;
} Job;

static void settle(napi_env env, Job *job) {
  napi_value result;
  if (is_leaking_later) lose(200);
  napi_create_uint32(env, job->ms, &result);
  napi_resolve_deferred(env, job->deferred, result);
}

static void *thread_run(void *data) {
  Job *job = data;
  usleep(job->ms * 1000);
  napi_call_threadsafe_function(job->function, job, napi_tsfn_nonblocking);
  return NULL;
}

// Node deletes a threadsafe function with its environment, also under a thread that is about to call it: the
// thread must be done before. Hooks run last in, first out, so this one runs before the function's own.
static void environment_ends(void *data) {
  pthread_join(((Job *)data)->thread, NULL);
}

// `env` is NULL when the environment ended: environment_ends has joined the thread then.
static void thread_done(napi_env env, napi_value callback, void *context, void *data) {
  (void)callback, (void)context;
  Job *job = data;
  if (env != NULL) {
    napi_remove_env_cleanup_hook(env, environment_ends, job);
    pthread_join(job->thread, NULL);
    napi_release_threadsafe_function(job->function, napi_tsfn_release);
    settle(env, job);
  }
  give_back(job, sizeof(Job));
}

static void libuv_run(napi_env env, void *data) {
  (void)env, (void)data;
  usleep(250 * 1000);
}

static void libuv_done(napi_env env, napi_status status, void *data) {
  Job *job = data;
  napi_handle_scope scope;
  napi_open_handle_scope(env, &scope);
  if (status == napi_ok) settle(env, job);
  napi_delete_async_work(env, job->work);
  napi_close_handle_scope(env, scope);
  give_back(job, sizeof(Job));
}

static bool start_on_libuv(napi_env env, napi_value name, Job *job) {
  return napi_create_async_work(env, NULL, name, libuv_run, libuv_done, job, &job->work) == napi_ok &&
         napi_queue_async_work(env, job->work) == napi_ok;
}

static bool start_on_own_thread(napi_env env, napi_value name, Job *job) {
  if (napi_create_threadsafe_function(env, NULL, NULL, name, 0, 1, NULL, NULL, NULL, thread_done, &job->function) !=
      napi_ok)
    return false;
  if (pthread_create(&job->thread, NULL, thread_run, job) == 0) {
    napi_add_env_cleanup_hook(env, environment_ends, job);
    return true;
  }
  napi_release_threadsafe_function(job->function, napi_tsfn_abort);
  return false;
}

// work(ms): a promise of the number, fulfilled after so many milliseconds.
static napi_value work(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, promise, name;
  uint32_t ms;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  if (napi_get_value_uint32(env, argument, &ms) != napi_ok)
    return fail(env, "NOT_A_NUMBER", "work: ms must be a number");
  if (ms > 1000) return fail(env, "TOO_LONG", "work: ms must be a number from 0 to 1000");
  if (is_blocking) usleep(120 * 1000);
  Job *job = take(sizeof(Job));
  if (job == NULL) return fail(env, "OUT_OF_MEMORY", "work: out of memory");
  job->ms = ms;
  // While a worker is being terminated each of these may fail, and nothing may be thrown.
  bool ready = napi_create_promise(env, &job->deferred, &promise) == napi_ok &&
               napi_create_string_utf8(env, "work", NAPI_AUTO_LENGTH, &name) == napi_ok;
  bool started = ready && (is_starving ? start_on_libuv(env, name, job) : start_on_own_thread(env, name, job));
  if (started) return promise;
  give_back(job, sizeof(Job));
  return NULL;
}

static void worker_ends(void *data) {
  (void)data;
  abort();
}

static atomic_int environments;

NAPI_MODULE_INIT() {
  is_leaking = sick("leak");
  is_referring = sick("ref");
  is_freeing = sick("uaf");
  is_crashing = sick("worker");
  is_blocking = sick("block");
  is_stringing = sick("string");
  is_aborting = sick("abort");
  is_starving = sick("libuv");
  is_exiting = sick("exit");
  is_leaking_later = sick("later");
  is_leaking_on_failure = sick("failing");
  is_swallowing = sick("swallow");
  is_following = sick("follow");
  is_keeping = sick("table");
  bool first = atomic_fetch_add(&environments, 1) == 0;
  if (is_crashing && !first) napi_add_env_cleanup_hook(env, worker_ends, NULL);

  napi_property_descriptor methods[] = {{"bytes", NULL, box_bytes, NULL, NULL, NULL, napi_default_method, NULL}};
  napi_value box;
  napi_define_class(env, "Box", NAPI_AUTO_LENGTH, box_new, NULL, 1, methods, &box);
  napi_property_descriptor properties[] = {
      {"add", NULL, add, NULL, NULL, NULL, napi_enumerable, NULL},
      {"hold", NULL, hold, NULL, NULL, NULL, napi_enumerable, NULL},
      {"size", NULL, size, NULL, NULL, NULL, napi_enumerable, NULL},
      {"each", NULL, each, NULL, NULL, NULL, napi_enumerable, NULL},
      {"work", NULL, work, NULL, NULL, NULL, napi_enumerable, NULL},
      {"liveBytes", NULL, live, NULL, NULL, NULL, napi_enumerable, NULL},
      {"Box", NULL, NULL, NULL, NULL, box, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, sizeof(properties) / sizeof(properties[0]), properties);
  return exports;
}
